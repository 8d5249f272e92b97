"""Tables of other Chinese time and money readers, as a second opinion on ours.

The folders beside this file hold those cases of Duckling, JioNLP and Recognizers-Text that lie in our scope
(dates, periods, date-times, lengths, amounts in yuan; no lunar dates, no recurring times), each with the
licence and the commit it was taken from. `python -m tests.corpus.peers` prints the report of nlu/PEERS.md.
"""
