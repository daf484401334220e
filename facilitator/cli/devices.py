"""`facilitator devices`: the microphones and loudspeakers there are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from facilitator.room.devices import Device, Direction

NONE = (
    "This computer has no microphone and no loudspeaker that could be used.\n"
    "Connect one and look again; “facilitator rehearse” needs none."
)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def devices(as_json: bool) -> None:
    """List microphones and loudspeakers, with the numbers --input and --output take.

    A star marks what is used when you choose nothing. A part of a name does as well as a number:

    \b
    facilitator run mirror-talk --input "usb" --output 3
    """
    from facilitator.room.devices import devices as all_devices

    found = all_devices()
    if as_json:
        for device in found:
            click.echo(json.dumps(asdict(device), ensure_ascii=False))
    elif not found:
        click.echo(NONE)
    else:
        click.echo("\n".join(device_lines(found)))


def device_lines(found: Sequence[Device]) -> list[str]:
    """Return a list of devices as lines for people: microphones first, then loudspeakers."""
    lines: list[str] = []
    titles: tuple[tuple[Direction, str], ...] = (
        ("input", "Microphones"),
        ("output", "Loudspeakers"),
    )
    for direction, title in titles:
        usable = [device for device in found if device.channels(direction) > 0]
        if lines:
            lines.append("")
        lines.append(title)
        width = max((len(device.name) for device in usable), default=0)
        for device in usable:
            star = "*" if device.is_default(direction) else " "
            count = device.channels(direction)
            channels = "1 channel" if count == 1 else f"{count} channels"
            lines.append(
                f"{star} {device.index:>3}  {device.name:<{width}}  "
                f"{device.rate_hz / 1000:g} kHz, {channels}, {device.host}"
            )
        if not usable:
            lines.append("  none")
    return lines
