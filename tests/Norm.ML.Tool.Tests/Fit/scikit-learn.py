# Made scikit-learn.tsv, once, with scikit-learn 1.2.1 (Debian's python3-sklearn), from the root of the repository:
#   python3 tests/Norm.ML.Tool.Tests/Fit/scikit-learn.py > tests/Norm.ML.Tool.Tests/Fit/scikit-learn.tsv
import csv
from sklearn.preprocessing import StandardScaler

print("file", "column", "rows", "mean", "standard deviation", "min", "max", sep="\t")
for name in ["breast_cancer", "diabetes", "iris", "wine"]:
    header, *rows = csv.reader(open(f"src/Norm.ML.Tool/Samples/{name}.csv"))
    columns = [column for column in header if column != "target_name"]
    data = [[float(row[header.index(column)]) for column in columns] for row in rows]
    fitted = StandardScaler().fit(data)
    for i, column in enumerate(columns):
        values = [row[i] for row in data]
        print(f"{name}.csv", column, len(rows), repr(float(fitted.mean_[i])), repr(float(fitted.scale_[i])), min(values), max(values), sep="\t")
