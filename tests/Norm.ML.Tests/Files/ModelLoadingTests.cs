using Microsoft.ML;

namespace Norm.ML.Tests.Files;

/// <summary>
/// A model file loads with the values that it was saved with, or one FormatException says what is wrong, soon and without much memory.
/// </summary>
public sealed class ModelLoadingTests
{
    private readonly ModelMutants _mutants = new();

    [Fact]
    public void Whole_models_load_as_they_do_without_the_check()
    {
        foreach ((string name, byte[] file) in _mutants.Models())
        {
            ITransformer expected = new MLContext().Model.Load(new MemoryStream(file), out DataViewSchema expectedSchema);
            (ITransformer? model, DataViewSchema? schema, FormatException? refusal) = _mutants.Load(file, name);
            Assert.True(refusal is null, $"{name}: {refusal?.Message}");
            Assert.Equal(expectedSchema?.Select(column => $"{column.Name}: {column.Type}"),
                schema?.Select(column => $"{column.Name}: {column.Type}"));
            Assert.Equal(_mutants.Values(expected), _mutants.Values(model!));
            (_, _, refusal) = _mutants.Load(file, name, new() { MaximumBytes = 1000 });
            Assert.Contains("the limit is 1000 (ModelLoadOptions.MaximumBytes)", refusal?.Message);
            Assert.StartsWith("stream: the model is larger than the limit: ", refusal?.Message);
            Assert.DoesNotContain("damaged", refusal?.Message);
            (_, _, refusal) = _mutants.Load(file, name, new() { MaximumBytes = 1000, MaximumBytesName = "--limit" });
            Assert.Contains("the limit is 1000 (--limit)", refusal?.Message);
        }
    }

    [Fact]
    public void A_file_with_a_flipped_bit_loads_equal_or_is_refused()
    {
        var random = new Random(1);
        foreach ((string name, byte[] file) in _mutants.Models())
        {
            string values = _mutants.Values(_mutants.Load(file, name).Model!);
            bool hasSchema = ModelMutants.Entries(file).ContainsKey("Schema");
            for (int round = 0; round < 150; round++)
            {
                byte[] mutant = [.. file];
                int at = random.Next(mutant.Length), bit = random.Next(8);
                mutant[at] ^= (byte)(1 << bit);
                (ITransformer? model, DataViewSchema? schema, FormatException? refusal) = _mutants.Load(mutant, $"{name}, bit {bit} of byte {at}");
                if (refusal is not null)
                {
                    continue;
                }

                Assert.Equal(values, _mutants.Values(model!));
                Assert.True(!hasSchema || schema is not null, $"{name}, bit {bit} of byte {at}: the schema is lost");
            }
        }
    }

    [Fact]
    public void A_cut_file_is_refused()
    {
        var random = new Random(2);
        foreach ((string name, byte[] file) in _mutants.Models())
        {
            foreach (int length in Enumerable.Range(0, 20).Select(_ => random.Next(file.Length)).Concat([0, 1, file.Length - 1]))
            {
                Assert.True(_mutants.Load(file[..length], $"{name}, {length} bytes").Refusal is not null,
                    $"{name}: {length} of {file.Length} bytes were loaded");
            }
        }
    }

    /// <summary>Damage from before the file was zipped: lengths and checksums fit it.</summary>
    [Fact]
    public void A_damaged_schema_or_chain_that_was_zipped_again_is_refused_or_harmless()
    {
        var random = new Random(3);
        int refused = 0, all = 0;
        foreach ((string name, byte[] file) in _mutants.Models())
        {
            Dictionary<string, byte[]> entries = ModelMutants.Entries(file);
            foreach (string entry in entries.Keys.Where(entry => entry is "Schema" or "TransformerChain/Model.key"
                || entry.EndsWith("Schema.idv", StringComparison.Ordinal)))
            {
                for (int round = 0; round < 200; round++)
                {
                    byte[] mutant = Mutant(entries[entry], random);
                    if (mutant.AsSpan().SequenceEqual(entries[entry]))
                    {
                        continue;
                    }

                    all++;
                    if (_mutants.Load(ModelMutants.With(entries, entry, mutant), $"{name}, {entry}, round {round}").Refusal is not null)
                    {
                        refused++;
                    }
                }
            }
        }

        // The others change a name, a text or padding.
        Assert.InRange(refused, all / 2, all);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1 << 30)]
    [InlineData(5)]
    [InlineData(3)]
    [InlineData(-1)]
    public void A_chain_that_claims_other_steps_than_the_file_has_is_refused(int steps)
    {
        (_, byte[] file) = _mutants.Models().First();
        Dictionary<string, byte[]> entries = ModelMutants.Entries(file);
        byte[] chain = [.. entries["TransformerChain/Model.key"]];
        BitConverter.TryWriteBytes(chain.AsSpan(256), steps);
        FormatException? refusal = _mutants.Load(ModelMutants.With(entries, "TransformerChain/Model.key", chain), "steps").Refusal;
        Assert.Contains($"its entry 'TransformerChain/Model.key' is damaged: it claims {steps} steps", refusal?.Message);
    }

    [Theory]
    [InlineData(0, int.MaxValue)]
    [InlineData(0, 1 << 30)]
    [InlineData(0, -1)]
    [InlineData(0, int.MaxValue, 8)]
    [InlineData(1, int.MaxValue)]
    [InlineData(1, 1 << 28)]
    [InlineData(2, int.MaxValue)]
    [InlineData(2, 100)]
    public void A_transformer_of_MLNET_that_claims_more_columns_than_it_has_is_refused_at_once(int step, int count, int at = 0)
    {
        byte[] file = _mutants.ColumnsAroundANorm();
        Assert.Null(_mutants.Load(file, "whole").Refusal);
        Dictionary<string, byte[]> entries = ModelMutants.Entries(file);
        string entry = $"TransformerChain/Transform_{step:000}/Model.key";
        byte[] changed = [.. entries[entry]];
        BitConverter.TryWriteBytes(changed.AsSpan(256 + at), count);
        FormatException? refusal = _mutants.Load(ModelMutants.With(entries, entry, changed), "columns").Refusal;
        Assert.Contains($"its entry '{entry}' is damaged: it claims {count} values where", refusal?.Message);
    }

    [Fact]
    public void Other_transformers_of_MLNET_that_claim_more_than_they_have_are_refused_at_once()
    {
        foreach ((string name, byte[] file) in _mutants.Columns())
        {
            Assert.Null(_mutants.Load(file, name).Refusal);
            Dictionary<string, byte[]> entries = ModelMutants.Entries(file);
            foreach ((string entry, byte[] whole) in entries.Where(one => one.Key.EndsWith("Model.key", StringComparison.Ordinal)))
            {
                long end = 256 + BitConverter.ToInt64(whole, 24);
                for (int at = 256; at + sizeof(int) <= end; at++)
                {
                    byte[] changed = [.. whole];
                    BitConverter.TryWriteBytes(changed.AsSpan(at), 1 << 28);
                    _mutants.Load(ModelMutants.With(entries, entry, changed), $"{name}, byte {at - 256} of {entry}");
                }
            }
        }
    }

    [Fact]
    public void A_table_inside_a_model_that_is_damaged_is_a_damaged_model()
    {
        byte[] file = _mutants.MapOfValues();
        Dictionary<string, byte[]> entries = ModelMutants.Entries(file);
        (string entry, byte[] whole) = entries.Single(one => one.Key.EndsWith(".idv", StringComparison.Ordinal));
        for (int at = 256; at + sizeof(int) <= whole.Length; at++)
        {
            byte[] changed = [.. whole];
            BitConverter.TryWriteBytes(changed.AsSpan(at), 1 << 28);

            // Fails where the exception is another one.
            _mutants.Load(ModelMutants.With(entries, entry, changed), $"byte {at}");
        }
    }

    [Fact]
    public void A_disk_that_is_full_is_not_a_damaged_model()
    {
        string file = Path.GetTempFileName();
        try
        {
            var ml = new MLContext { TempFilePath = Path.Combine(file, "none") };
            Exception problem = Assert.ThrowsAny<Exception>(() => ml.Model.LoadChecked(new MemoryStream(_mutants.ColumnsAroundANorm()), out _));
            Assert.True(problem is IOException or UnauthorizedAccessException, problem.ToString());
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_file_that_lacks_an_entry_is_refused_and_the_step_is_named()
    {
        foreach ((string name, byte[] file) in _mutants.Models())
        {
            Dictionary<string, byte[]> entries = ModelMutants.Entries(file);
            foreach (string missing in entries.Keys.Where(entry => !entry.EndsWith(".txt", StringComparison.Ordinal))) // texts for people
            {
                (ITransformer? model, DataViewSchema? schema, FormatException? refusal) =
                    _mutants.Load(ModelMutants.Zip(entries.Where(entry => entry.Key != missing)), $"{name} without {missing}");
                if (missing == "Schema")
                {
                    Assert.True(model is not null && schema is null, $"{name}: {refusal?.Message}");
                }
                else
                {
                    Assert.True(refusal is not null, $"{name} was loaded without {missing}");
                }

                if (name == "a chain of norms" && missing.Contains("Transform_002", StringComparison.Ordinal))
                {
                    Assert.Contains("it claims 4 steps, and the file has no step 3", refusal?.Message);
                }
            }
        }
    }

    [Fact]
    public void An_entry_of_ours_that_was_damaged_or_is_of_another_version_is_named()
    {
        (_, byte[] file) = _mutants.Models().First();
        Dictionary<string, byte[]> entries = ModelMutants.Entries(file);
        byte[] Changed(string entry, int at, byte flip)
        {
            byte[] changed = [.. entries[entry]];
            changed[at] ^= flip;
            return ModelMutants.With(entries, entry, changed);
        }

        const string BatchNorm = "TransformerChain/Transform_001/Model.key", Generated = "TransformerChain/Transform_003/Model.key";
        Assert.Contains("stream: the model cannot be loaded: The model file's part for BatchNorm is damaged: its checksum does not match",
            _mutants.Load(Changed(BatchNorm, 300, 1), "flipped").Refusal?.Message);
        Assert.Contains("The model file's part for a generated kernel is damaged",
            _mutants.Load(Changed(Generated, 300, 1), "flipped").Refusal?.Message);
        byte[] later = [.. entries[BatchNorm]];
        later[72] = later[76] = 9;
        Assert.Contains("stream: the model cannot be loaded: The model file's part for BatchNorm is of version 1.9; this Norm.ML reads versions 1.1 "
            + "to 1.3, a later one is needed.",
            _mutants.Load(ModelMutants.With(entries, BatchNorm, later), "a later version").Refusal?.Message);
        foreach (int length in new[] { 0, 100, 255, 256, 300, entries[BatchNorm].Length - 1 })
        {
            Assert.Contains($"'{BatchNorm}' is damaged",
                _mutants.Load(ModelMutants.With(entries, BatchNorm, entries[BatchNorm][..length]), "cut").Refusal?.Message);
        }
    }

    [Fact]
    public void An_entry_that_is_there_twice_is_refused()
    {
        (_, byte[] file) = _mutants.Models().First();
        Dictionary<string, byte[]> entries = ModelMutants.Entries(file);
        Assert.Contains("'Schema' twice", _mutants.Load(ModelMutants.Zip(entries.Append(new("Schema", entries["Schema"]))),
            "twice").Refusal?.Message);
        Assert.Contains("is not one 'TransformerChain/Model.key'",
            _mutants.Load(ModelMutants.Zip([new("a.txt", [1, 2, 3])]), "no model").Refusal?.Message);
    }

    [Fact]
    public void A_file_that_unpacks_to_more_than_the_limit_is_refused_before_it_is_unpacked()
    {
        (_, byte[] file) = _mutants.Models().First();
        Dictionary<string, byte[]> entries = ModelMutants.Entries(file);
        byte[] bomb = ModelMutants.Zip(entries.Append(new("TransformerChain/Huge", new byte[20 << 20])));
        Assert.Contains("the limit is 1000000", _mutants.Load(bomb, "bomb", new() { MaximumBytes = 1_000_000 }).Refusal?.Message);
        Assert.NotNull(_mutants.Load(bomb, "bomb", new() { MaximumBytes = 30_000_000 }).Model);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new MLContext().Model.LoadChecked(new MemoryStream(file), out _, new() { MaximumBytes = 0 }));
    }

    [Fact]
    public void A_path_is_named_and_what_is_no_damage_keeps_its_exception()
    {
        ModelOperationsCatalog catalog = new MLContext().Model;
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.zip");
        Assert.Throws<FileNotFoundException>(() => catalog.LoadChecked(path, out _));
        try
        {
            File.WriteAllText(path, "no model");
            Assert.StartsWith($"{path}: this is not an ML.NET model, or a damaged one: ",
                Assert.Throws<FormatException>(() => catalog.LoadChecked(path, out _)).Message);
            File.WriteAllBytes(path, _mutants.Models().First().File);
            catalog.LoadChecked(path, out DataViewSchema? schema);
            Assert.NotNull(schema!.GetColumnOrNull("Features"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    // A flipped bit, a byte at random, a cut, an extreme number, or bytes that are there twice.
    private static byte[] Mutant(byte[] bytes, Random random)
    {
        byte[] mutant = [.. bytes];
        int at = random.Next(mutant.Length);
        switch (random.Next(6))
        {
            case 0 or 1:
                mutant[at] ^= (byte)(1 << random.Next(8));
                return mutant;
            case 2:
                mutant[at] = (byte)random.Next(256);
                return mutant;
            case 3:
                return mutant[..at];
            case 4:
                if (at + 4 <= mutant.Length)
                {
                    BitConverter.TryWriteBytes(mutant.AsSpan(at),
                        random.Next(4) switch { 0 => int.MaxValue, 1 => -1, 2 => 1 << 28, _ => int.MinValue });
                }

                return mutant;
            default:
                return [.. mutant[..at], .. mutant[(at / 2)..]];
        }
    }
}
