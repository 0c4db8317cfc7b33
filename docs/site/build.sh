#!/bin/sh
# Builds the documentation site into artifacts/site: the pages of this repository, and a reference of all public types. A dead link is an error.
set -eu
cd "$(dirname "$0")/../.."
# Their folders hold the libraries with all that these refer to.
dotnet build src/Norm.ML.Tool -c Release -v q
dotnet build src/Samples/LiveStatistics -c Release -v q
dotnet build tests/Norm.ML.Hosting.Tests -c Release -v q
dotnet build tests/Norm.ML.Testing.Tests -c Release -v q
dotnet build src/Samples/EmbeddingSearch -c Release -v q
dotnet tool restore
# docfx reads nothing outside of the folder of its configuration, so all pages are copied to one.
pages=artifacts/site-pages
rm -rf artifacts/site "$pages"
mkdir -p "$pages"
find . -path ./artifacts -prune -o -path ./.git -prune -o -type f \( -name '*.md' -o -name '*.svg' -o -name '*.png' -o -name toc.yml -o -name LICENSE \
    -o -name MLNetInternals.txt \) -print | tar -cf - -T - | tar -xf - -C "$pages"
cp docs/site/docfx.json "$pages"
dotnet docfx "$pages/docfx.json" --warningsAsErrors
