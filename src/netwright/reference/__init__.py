"""The equations with their gradients by hand, in NumPy: what a learner reads and tests believe.

    y, saved = layer_norm.forward(**arguments)        nothing is kept anywhere but in ``saved``
    grads    = layer_norm.backward(dy, saved)         grads.x is dL/dx, shaped like x
    arguments = layer_norm.example(rng)               one random case, by name

Every file is one equation or one family of them: numbered in its docstring, and on the lines that
compute them. ``forward`` of a file without ``backward`` returns the value alone. All numbers are
float64. Wrong shapes, empty arrays and values that are not finite are refused in one sentence.

Nothing here knows torch or any other room: it runs where only NumPy is installed.
"""

from netwright.reference._catalogue import equation_text as equation_text
from netwright.reference._catalogue import equations as equations
