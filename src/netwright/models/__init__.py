"""Networks: parts, and whole networks by name from one table."""

from netwright.models._anatomy import anatomy as anatomy
from netwright.models._anatomy import arguments as arguments
from netwright.models._anatomy import kind_of as kind_of
from netwright.models._anatomy import traced as traced
from netwright.models._convnet import ConvNet as ConvNet
from netwright.models._dropout import KeyedDropout as KeyedDropout
from netwright.models._dropout import seek_dropout as seek_dropout
from netwright.models._dropout import without_dropout as without_dropout
from netwright.models._embeddings import TableEmbedding as TableEmbedding
from netwright.models._embeddings import Waves as Waves
from netwright.models._inputs import PictureInput as PictureInput
from netwright.models._inputs import TableInput as TableInput
from netwright.models._layer_facts import Facts as Facts
from netwright.models._layer_facts import facts_of as facts_of
from netwright.models._logistic import Logistic as Logistic
from netwright.models._mlp import Members as Members
from netwright.models._mlp import Mlp as Mlp
from netwright.models._networks import NETWORKS as NETWORKS
from netwright.models._networks import Network as Network
from netwright.models._networks import Size as Size
from netwright.models._networks import make_network as make_network
from netwright.models._networks import nearest_network as nearest_network
from netwright.models._resnet import ResNet as ResNet
