"""Print which share of each peer's table we read the same way, and every disagreement with its reason."""

from __future__ import annotations

from collections import Counter

from tests.corpus.peers.verdicts import SAME, Verdict, money_verdicts, shares, time_verdicts


def main() -> None:
    """The report in Markdown, as it stands in nlu/PEERS.md."""
    for title, verdicts in (("Times", time_verdicts()), ("Amounts", money_verdicts())):
        print(f"## {title}\n")
        print("| corpus | cases | same value | same value or a settled convention |\n|---|---|---|---|")
        for corpus, (cases, same, settled) in shares(verdicts).items():
            print(f"| {corpus} | {cases} | {same} ({same / cases:.0%}) | {settled} ({settled / cases:.0%}) |")
        print()
        for reason, count in Counter(verdict.reason for verdict in verdicts).most_common():
            if reason != SAME:
                print(f"### {reason} ({count})\n")
                _print_cases([verdict for verdict in verdicts if verdict.reason == reason])


def _print_cases(verdicts: list[Verdict]) -> None:
    print("| corpus | text | peer | ours |\n|---|---|---|---|")
    for verdict in verdicts:
        print(f"| {verdict.case.corpus} | {verdict.case.text} | {verdict.theirs} | {verdict.ours} |")
    print()


if __name__ == "__main__":
    main()
