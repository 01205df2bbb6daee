"""What a person reads of a run: report.html and card.md, made of plain values.

    ReportContent, ExampleShown, GoalShown, TargetShown    everything a report shows
    PartShown, CurvesShown, PictureShown, TableShown       what a subject alone has to show
    ImprovementShown, RemedyShown                          what was tried on the way to the run
    report_html                                            one self-contained page
    card_markdown                                          the model card
    GraphNode, Words, graph_svg, graph_file                any graph as a picture
    graph_nodes, graph_words                               what such a picture shows of a network

The caller gathers the values and writes the files. What this room refuses: to read a file of a run,
to load anything from a network, to show a name that has not been escaped, to look at a clock.
"""

from netwright.report._card import card_markdown as card_markdown
from netwright.report._content import ExampleShown as ExampleShown
from netwright.report._content import GoalShown as GoalShown
from netwright.report._content import ImprovementShown as ImprovementShown
from netwright.report._content import RemedyShown as RemedyShown
from netwright.report._content import ReportContent as ReportContent
from netwright.report._content import TargetShown as TargetShown
from netwright.report._graph import GraphNode as GraphNode
from netwright.report._graph import graph_file as graph_file
from netwright.report._graph import graph_svg as graph_svg
from netwright.report._network import graph_nodes as graph_nodes
from netwright.report._network import graph_words as graph_words
from netwright.report._page import report_html as report_html
from netwright.report._part_shown import CurvesShown as CurvesShown
from netwright.report._part_shown import PartShown as PartShown
from netwright.report._part_shown import PictureShown as PictureShown
from netwright.report._part_shown import TableShown as TableShown
from netwright.report._rate_chart import rate_file as rate_file
from netwright.report._svg import Words as Words
from netwright.report._words import is_share as is_share
