"""The report of a coach."""

from netwright.api._watch_report import Report
from netwright.diagnosis import Facts, Inputs, Scores, diagnose


def test_a_report_hands_on_the_diagnosis():
    diagnosis = diagnose(Facts(inputs=Inputs(examples=9, nonfinite=1), scores=Scores(fit=0.0)))
    report = Report(diagnosis, ("1 note",))
    assert (report.health, report.cause) == ("ill", "NAN_DATA")
    assert report.verdicts is diagnosis.verdicts
    assert report.text().endswith("note: 1 note")


def test_a_report_of_nothing_is_unsure_and_says_why():
    report = Report.of_nothing(["the network could not be copied: TypeError: x"])
    assert (report.health, report.cause, report.verdicts) == ("unsure", None, ())
    assert report.text().startswith("unsure: the training could not be read")
    assert "could not be copied" in report.text()
