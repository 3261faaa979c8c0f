"""Draws the machines as Markdown with Mermaid diagrams."""

from pathlib import Path

from django.utils import translation

from tests.state_table.machines import Machine, machines

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "states.md"

HEAD = """# States

Written by `python -m tests.state_table` from the tables named under each title. The tests fail when this page is older
than they are, when a state cannot be reached, or when a table leaves one out.
"""


def page() -> str:
    """The whole page, in the stored language of the names."""
    with translation.override("zh-hans"):
        return HEAD + "".join(_section(machine) for machine in machines())


def _section(machine: Machine) -> str:
    lines = [
        f"\n## {machine.title}\n",
        f"`{machine.table}`. {machine.note}\n",
        "```mermaid",
        "stateDiagram-v2",
    ]
    for key, name in machine.names.items():
        owner = machine.owners.get(key)
        lines.append(f'    state "{name}{f"：由{owner}办理" if owner else ""}" as {key}')
    lines.append(f"    [*] --> {machine.first}")
    for source, what, target in machine.arrows:
        lines.append(f"    {source} --> {target}" + (f": {what}" if what else ""))
    lines += [f"    {key} --> [*]" for key in machine.names if key in machine.ends]
    return "\n".join([*lines, "```", ""])
