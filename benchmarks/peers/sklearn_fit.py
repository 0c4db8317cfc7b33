"""Times scikit-learn's StandardScaler on a .npy file, and prints JSON. Run by the benchmarks' fit mode; needs numpy and scikit-learn."""

import json
import sys
import time

import numpy
import sklearn
from sklearn.preprocessing import StandardScaler


def nanoseconds(action, rounds):
    action()
    samples = []
    for _ in range(rounds):
        start = time.thread_time_ns()
        action()
        samples.append(time.thread_time_ns() - start)
    return sorted(samples)[rounds // 2]


path, rounds = sys.argv[1], int(sys.argv[2])
x = numpy.load(path)
print(json.dumps({
    "version": f"scikit-learn {sklearn.__version__}, numpy {numpy.__version__}",
    "fit": nanoseconds(lambda: StandardScaler().fit(x), rounds),
    "partialFit": nanoseconds(lambda: StandardScaler().partial_fit(x), rounds),
}))
