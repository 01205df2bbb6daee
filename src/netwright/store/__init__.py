"""The only writer of files: atomic, synced, hashed, locked.

    write_bytes, write_json      one file: temporary name, fsync, replace, fsync of the folder
    staged                       a folder: filled under a temporary name, then renamed into place
    Log                          lines added to a file, each one synced; cut back on resume
    link                         a name that points at a sibling, moved in one step
    write_manifest, damages      SHA-256 of every file of a folder, and what no longer agrees
    write_array                  an array larger than memory, a block at a time
    locked                       one process per folder
    cache_folder                 where caches of this user live

What it refuses: to write over a file in place, and to say that something is saved before the
disk has said so.
"""

from netwright.store._array import write_array as write_array
from netwright.store._crash import CRASH_POINTS as CRASH_POINTS
from netwright.store._crash import crash_point as crash_point
from netwright.store._folder import discard as discard
from netwright.store._folder import link as link
from netwright.store._folder import new_folder as new_folder
from netwright.store._folder import staged as staged
from netwright.store._folder import sweep as sweep
from netwright.store._lock import locked as locked
from netwright.store._log import Log as Log
from netwright.store._log import read_lines as read_lines
from netwright.store._manifest import Damage as Damage
from netwright.store._manifest import damages as damages
from netwright.store._manifest import digest as digest
from netwright.store._manifest import is_whole as is_whole
from netwright.store._manifest import write_manifest as write_manifest
from netwright.store._places import cache_folder as cache_folder
from netwright.store._read import read_json as read_json
from netwright.store._read import read_toml as read_toml
from netwright.store._space import require_space as require_space
from netwright.store._write import write_bytes as write_bytes
from netwright.store._write import write_json as write_json
from netwright.store._write import write_text as write_text
