"""Tiny sets of pictures with boxes, written as VOC, COCO and YOLO write them."""

import io
import json

import numpy as np
from PIL import Image

SIZE = (40, 20)  # width and height


def picture(seed=0, size=SIZE, form="PNG", orientation=None):
    """An encoded picture of noise; ``orientation`` adds an EXIF note to a JPEG."""
    width, height = size
    noise = np.random.Generator(np.random.Philox(seed)).integers(0, 256, (height, width, 3))
    image = Image.fromarray(noise.astype(np.uint8))
    file = io.BytesIO()
    if orientation is None:
        image.save(file, form)
    else:
        exif = Image.Exif()
        exif[0x0112] = orientation
        image.save(file, form, exif=exif.tobytes())
    return file.getvalue()


def put(root, name, content):
    """Write bytes or text below a folder."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def voc_xml(boxes, size=SIZE, filename="other.jpg", head=""):
    """An annotation of VOC: boxes are (name, xmin, ymin, xmax, ymax[, difficult])."""
    sides = ("xmin", "ymin", "xmax", "ymax")
    objects = "".join(
        f"<object><name>{box[0]}</name><difficult>{int(bool(box[5:]))}</difficult><bndbox>"
        + "".join(f"<{key}>{x}</{key}>" for key, x in zip(sides, box[1:5], strict=True))
        + "</bndbox></object>"
        for box in boxes
    )
    wide, high = size or (0, 0)
    said = f"<size><width>{wide}</width><height>{high}</height></size>" if size else ""
    return f"{head}<annotation><filename>{filename}</filename>{said}{objects}</annotation>"


def voc(root, boxes, splits=None):
    """VOC's own layout: ``boxes`` maps a name to its boxes, ``splits`` a split to names."""
    for number, (name, drawn) in enumerate(boxes.items()):
        put(root, f"JPEGImages/{name}.png", picture(number))
        put(root, f"Annotations/{name}.xml", voc_xml(drawn, filename=f"{name}.png"))
    for split, names in (splits or {}).items():
        put(root, f"ImageSets/Main/{split}.txt", "\n".join(names) + "\n")
    return root


def coco_json(images, annotations, categories):
    """COCO's JSON of lists of mappings."""
    return json.dumps({"images": images, "annotations": annotations, "categories": categories})


def coco_image(number, name, size=SIZE):
    return {"id": number, "file_name": name, "width": size[0], "height": size[1]}


def coco_box(image, category, bbox, **more):
    return {"image_id": image, "category_id": category, "bbox": bbox, **more}


def yolo(root, labels, names="[cell, dot]", split="train"):
    """YOLO's layout: ``labels`` maps a picture's name to its lines, None for no text file."""
    for number, (name, lines) in enumerate(labels.items()):
        put(root, f"images/{split}/{name}.png", picture(number))
        if lines is not None:
            put(root, f"labels/{split}/{name}.txt", "\n".join(lines))
    put(root, "data.yaml", f"train: images/train\nnames: {names}\n")
    return root
