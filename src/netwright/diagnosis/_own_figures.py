"""Names of figures that tasks of a kind of their own give to the rules, and what each of them says.

A rule reads ``facts.figure(name)``; what is not in the facts is not-a-number there. A task gives
its own figures alone: those of another are unknown, so its rules find nothing.
"""

FIGURES: dict[str, str] = {
    "step/peak": "size of one step at the highest rate over that of the fresh weights",
    "boxes/fit": "mean overlap of the training boxes with the nearest anchor",
    "boxes/best_fit": "the same of the best anchors of this number",
    "boxes/far": "share of the boxes with sides four times away from those of every anchor",
    "boxes/small": "share of the training boxes that are narrower than half a cell",
    "boxes/shared": "share of the training boxes whose middle shares its cell with another's",
    "boxes/unfound": "share of the training boxes never found, of the class found worst",
    "people/trained": "people who were trained on",
    "people/largest": "share of the training pictures that show the most frequent person",
    "people/times": "pictures of that person over those of the middle one",
    "people/margin": "by how much others must differ in the loss; unknown where it takes none",
    "people/fit": "equal error rate of pairs of the people who were trained on",
    "people/eer": "equal error rate of pairs of people held out",
    "people/alike": "mean cosine between the embeddings of two people held out",
    "people/own": "mean cosine between the embeddings of one person held out",
    "masks/void": "share of the training pixels that are not known",
    "masks/never": "largest share of known training pixels of a class that is never answered",
    "masks/left_out": "share of the classes shown that are never answered on train",
    "pairs/spread": "how much answers vary from pixel to pixel over what is wanted, on train",
    "style/worse": "cost of the picture made over that of the unchanged one",
    "style/rough": "how much neighbouring pixels differ over the same in the unchanged picture",
    "style/left": "style cost of the picture made over that of the unchanged one",
    "style/lost": "content cost of the picture made over that of the style picture",
    "style/share": "share of the content in the cost of the picture made",
    "style/moved": "root mean square difference from the unchanged picture, 0 to 1",
}
