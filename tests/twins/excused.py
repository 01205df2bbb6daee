"""What needs no twin, with the reason; what is in the room of losses, but is none.

``test_completeness.py`` adds these to its own list, and says when one is stale.
"""

from netwright import models
from netwright.measures import (
    detection_baseline,
    detection_errors,
    detection_matching,
    segmentation,
)
from netwright.models import Yolo, _embedder
from netwright.objectives import (
    _detection,
    _grid,
    _nms,
    decoded,
    detections,
    iou,
    non_max_suppression,
    root_mean_squares,
)

NO_TWIN: dict[object, str] = {
    models.Adversarial: "two networks side by side; test_adversarial.py",
    models.Features: "a network of layers that have twins, as far as one of them",
    models.PatchDiscriminator: "layers of torch; test_patch_discriminator.py",
    models.Stages: "a list of parts; test_unet.py",
    models.StyleBlock: "x + its path; test_style_network.py",
    models.StyleNetwork: "layers of torch and blocks; test_style_network.py",
    models.TrunkEmbedder: "means of a trunk's map, and (2) of test_embedder_backbone.py by hand",
    models.TrunkMap: "a choice of maps, and units; test_yolo_backbone.py has (1) and (2) by hand",
    models.UNet: "of layers with twins; test_unet.py has all of it by the reference",
    models.ZooStages: "calls timm's own network; test_trunk.py",
    root_mean_squares: "the root of a mean; test_style.py",
    segmentation.segments: "numbers regions; test_segmentation.py has scipy beside it",
    Yolo: "a stack of parts that have twins; test_yolo.py compares all of it",
    _embedder.EmbedderNetwork: "a stack of parts that have twins; test_whole_networks.py",
    _embedder.Embedder: "a network, and one of the layers named here",
    _embedder.Cosines: "nn.Linear with the unit rows of its weight; test_embedder.py",
    _embedder.WeightedDifference: "softplus times x, which have twins; test_embedder.py",
    detection_matching.ranked: "COCO's choices; a slow one and pycocotools in test_detection.py",
    detection_matching.greedy: "COCO's choice of one; the same",
    detection_errors.box_kinds: "counts; worked out by hand in test_detection_errors.py",
    detection_errors.best_score: "the largest F1 of all scores, tried there one by one",
    detection_baseline.constant_boxes: "a greedy choice; test_detection_baseline.py",
    detection_baseline.everywhere: "the same boxes again and again",
}

# a row compares their values; slopes go through what is built of them, or there are none
NO_SLOPES = {
    iou,
    non_max_suppression,
    decoded,
    detections,
    _detection.asked_of,
    _grid.boxes_of,
    _grid.by_anchor,
    _nms.survivors,
}
