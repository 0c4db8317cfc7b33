"""Fits scikit-learn's StandardScaler on a CSV file that pandas reads, whole or in chunks. Run by the benchmarks' files mode."""

import sys

import pandas
from sklearn.preprocessing import StandardScaler

CHUNK_ROWS = 200_000

path, in_chunks = sys.argv[1], len(sys.argv) > 2
scaler = StandardScaler()
if in_chunks:
    for chunk in pandas.read_csv(path, chunksize=CHUNK_ROWS):
        scaler.partial_fit(chunk)
else:
    scaler.fit(pandas.read_csv(path))
print(scaler.mean_[0], scaler.scale_[0])
