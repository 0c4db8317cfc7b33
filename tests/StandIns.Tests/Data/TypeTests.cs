using Microsoft.ML.Data;

namespace Norm.ML.StandIns.Tests;

public class TypeTests
{
    public static TheoryData<DataViewType, Type, string> Types => new()
    {
        { NumberDataViewType.SByte, typeof(sbyte), "SByte" },
        { NumberDataViewType.Byte, typeof(byte), "Byte" },
        { NumberDataViewType.Int16, typeof(short), "Int16" },
        { NumberDataViewType.UInt16, typeof(ushort), "UInt16" },
        { NumberDataViewType.Int32, typeof(int), "Int32" },
        { NumberDataViewType.UInt32, typeof(uint), "UInt32" },
        { NumberDataViewType.Int64, typeof(long), "Int64" },
        { NumberDataViewType.UInt64, typeof(ulong), "UInt64" },
        { NumberDataViewType.Single, typeof(float), "Single" },
        { NumberDataViewType.Double, typeof(double), "Double" },
        { TextDataViewType.Instance, typeof(ReadOnlyMemory<char>), "String" },
        { BooleanDataViewType.Instance, typeof(bool), "Boolean" },
        { RowIdDataViewType.Instance, typeof(DataViewRowId), "DataViewRowId" },
        { DateTimeDataViewType.Instance, typeof(DateTime), "DateTime" },
        { DateTimeOffsetDataViewType.Instance, typeof(DateTimeOffset), "DateTimeOffset" },
        { TimeSpanDataViewType.Instance, typeof(TimeSpan), "TimeSpan" },
        { new KeyDataViewType(typeof(uint), 5), typeof(uint), "Key<UInt32, 0-4>" },
        { new VectorDataViewType(NumberDataViewType.Single), typeof(VBuffer<float>), "Vector<Single>" },
        { new VectorDataViewType(NumberDataViewType.Single, 4), typeof(VBuffer<float>), "Vector<Single, 4>" },
        { new VectorDataViewType(NumberDataViewType.Single, 2, 0, 3), typeof(VBuffer<float>), "Vector<Single, 2, *, 3>" },
        { new VectorDataViewType(TextDataViewType.Instance, 2), typeof(VBuffer<ReadOnlyMemory<char>>), "Vector<String, 2>" },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void TypeHasARawTypeAndAName(DataViewType type, Type raw, string name)
    {
        Assert.Equal(raw, type.RawType);
        Assert.Equal(name, type.ToString());
        Assert.True(type.Equals(type));
    }

    [Fact]
    public void VectorsAreEqualByItemTypeAndDimensions()
    {
        var vector = new VectorDataViewType(NumberDataViewType.Single, 2, 3);

        Assert.Equal(6, vector.Size);
        Assert.True(vector.IsKnownSize);
        Assert.Equal([2, 3], vector.Dimensions.ToArray());
        Assert.Equal(vector, new VectorDataViewType(NumberDataViewType.Single, 2, 3));
        Assert.Equal(vector.GetHashCode(), new VectorDataViewType(NumberDataViewType.Single, 2, 3).GetHashCode());
        Assert.NotEqual(vector, new VectorDataViewType(NumberDataViewType.Single, 6));
        Assert.NotEqual(vector, new VectorDataViewType(NumberDataViewType.Double, 2, 3));
        Assert.False(new VectorDataViewType(NumberDataViewType.Single).IsKnownSize);
        Assert.Throws<ArgumentOutOfRangeException>(() => new VectorDataViewType(NumberDataViewType.Single, -1));
        Assert.Throws<OverflowException>(() => new VectorDataViewType(NumberDataViewType.Single, int.MaxValue, 2));
    }

    [Fact]
    public void KeysAreLimitedByTheirStorage()
    {
        Assert.Equal(new KeyDataViewType(typeof(byte), 255), new KeyDataViewType(typeof(byte), 255UL));
        Assert.NotEqual(new KeyDataViewType(typeof(byte), 5), new KeyDataViewType(typeof(ushort), 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(byte), 256));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(uint), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(int), 5));
    }
}
