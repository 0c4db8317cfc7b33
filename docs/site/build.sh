#!/bin/sh
# Builds the documentation site into artifacts/site: the pages of this repository, and a reference of all public types. A dead link is an error.
set -eu
cd "$(dirname "$0")/../.."
# Their folders hold the libraries with all that these refer to.
dotnet build src/Norm.ML.Tool -c Release -v q
dotnet build src/Samples/LiveStatistics -c Release -v q
dotnet tool restore
rm -rf artifacts/site artifacts/site-reference
dotnet docfx docfx.json --warningsAsErrors
