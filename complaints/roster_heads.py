"""The heads of rosters caught up: what was committed, and not yet noted in `heads.toml` when the server stopped.

An entry is committed first and its head is written after (docs/adr/0018-heads-of-rosters.md). Between the two the newest
entry could be taken back without anybody noticing, so the head does not wait for the next entry: each unlocking of keys
and each sweep notes it.
"""

import logging

from complaints import keystore
from complaints.roots import RootsError, read_roots, remove_unfinished, write_head
from complaints.rosters import rosters_of

logger = logging.getLogger(__name__)


def catch_up() -> int:
    """Note the newest entry of every roster that verifies up to its head and beyond. Returns of how many bodies.

    Runs outside any transaction: a head that stands for an entry that is rolled back would close the body. Safe to run
    twice, at once, and beside any change of a roster. What keeps the files from being read or written keeps nobody from
    their work: `manage.py doctor` says it.
    """
    folder = keystore.keys_folder()
    try:
        rosters = rosters_of(sorted(read_roots(folder).bodies))
        behind = {body: roster.ahead for body, roster in rosters.items() if roster.ahead}
        for body, head in behind.items():
            write_head(folder, body, seq=head.seq, digest=head.digest)
        remove_unfinished(folder)
    except (RootsError, OSError) as error:
        logger.error("the heads of rosters could not be caught up: %s", type(error).__name__)  # noqa: TRY400
        return 0
    return len(behind)
