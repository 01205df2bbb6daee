"""What a person reads of a run: report.html and card.md, made of plain values.

    ReportContent, ExampleShown, GoalShown     everything a report shows
    report_html                                one self-contained page
    card_markdown                              the model card

The caller gathers the values and writes the files. What this room refuses: to read a file of a run,
to load anything from a network, to show a name that has not been escaped, to look at a clock.
"""

from netwright.report._card import card_markdown as card_markdown
from netwright.report._content import ExampleShown as ExampleShown
from netwright.report._content import GoalShown as GoalShown
from netwright.report._content import ReportContent as ReportContent
from netwright.report._page import report_html as report_html
