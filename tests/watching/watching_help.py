"""What tests of watching ask of looks and ledgers."""


def outcomes(looks):
    return [one.outcome for one in looks]


def shown(ledger, address):
    """Numbers of the versions that a page had, in their order."""
    (history,) = ledger.histories(address)
    return [stand.held.version for stand in history.stands]
