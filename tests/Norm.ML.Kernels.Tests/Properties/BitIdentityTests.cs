using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Properties;

/// <summary>What must not change a single bit.</summary>
public class BitIdentityTests
{
    [Fact]
    public void In_place_is_as_out_of_place() => Calls.Hold(call =>
    {
        Check(call.Problem<float>());
        Check(call.Problem<double>());

        void Check<T>(Problem<T> p) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            foreach (NormPrecision precision in Enum.GetValues<NormPrecision>())
            {
                T[] memory = [.. p.X];
                call.Under.Forward(p, memory, memory, precision);
                Bits.Equal<T>(call.Under.Forward(p, precision), memory, $"{call} in place");
            }
            T[] dx = new T[p.X.Length], overDy = [.. p.Dy], overX = [.. p.X];
            call.Under.Backward(p, p.Dy, p.X, dx, default, default);
            call.Under.Backward(p, overDy, p.X, overDy, default, default);
            call.Under.Backward(p, p.Dy, overX, overX, default, default);
            Bits.Equal<T>(dx, overDy, $"{call}: dx over dy");
            Bits.Equal<T>(dx, overX, $"{call}: dx over x");
        }
    });

    /// <summary>Gradients may be computed over the memory of the input also while those of gamma and beta are taken.</summary>
    [Fact]
    public void Gradients_in_place_are_as_out_of_place() => Calls.Hold(call =>
    {
        Problem<float> p = call.Problem<float>();
        int n = p.Geometry.Affines;
        float[] dx = new float[p.X.Length], dgamma = new float[n], dbeta = new float[n], memory = [.. p.X], dgamma2 = new float[n],
            dbeta2 = new float[n];
        call.Under.Backward(p, p.Dy, p.X, dx, dgamma, dbeta);
        call.Under.Backward(p, p.Dy, memory, memory, dgamma2, dbeta2);
        Bits.Equal<float>(dx, memory, $"{call}: dx");
        Bits.Equal<float>(dgamma, dgamma2, $"{call}: dgamma");
        Bits.Equal<float>(dbeta, dbeta2, $"{call}: dbeta");
    });

    /// <summary>A row alone has the bits that it has among others, at any position.</summary>
    [Fact]
    public void An_example_does_not_depend_on_its_neighbours() => Calls.Hold(
        call =>
        {
            Check(call.Problem<float>(Patterns.Mixed));
            Check(call.Problem<double>(Patterns.Mixed));

            void Check<T>(Problem<T> p) where T : unmanaged, IBinaryFloatingPointIeee754<T>
            {
                int length = p.X.Length / p.Shape.Examples;
                NormShape one = call.Under.WithExamples(p.Shape, 1);
                foreach (NormPrecision precision in Enum.GetValues<NormPrecision>())
                {
                    T[] all = call.Under.Forward(p, precision), dx = new T[p.X.Length];
                    call.Under.Backward(p, p.Dy, p.X, dx, default, default);
                    for (int e = 0; e < p.Shape.Examples; e++)
                    {
                        Problem<T> alone = new(one, p.X[(e * length)..((e + 1) * length)], p.Dy[(e * length)..((e + 1) * length)], p.Gamma, p.Beta,
                            p.Epsilon);
                        Bits.Equal<T>(call.Under.Forward(alone, precision), all.AsSpan(e * length, length),
                            $"{call}, {precision}: example {e} alone");
                        if (precision == NormPrecision.Fast)
                        {
                            continue;
                        }

                        var own = new T[length];
                        call.Under.Backward(alone, alone.Dy, alone.X, own, default, default);
                        Bits.Equal<T>(own, dx.AsSpan(e * length, length), $"{call}: gradient of example {e} alone");
                    }
                }
            }
        },
        which: n => n.PerExample);

    /// <summary>The alignment of memory does not matter.</summary>
    [Fact]
    public void The_position_in_memory_does_not_matter() => Calls.Hold(call =>
    {
        Problem<float> p = call.Problem<float>();
        float[] expected = call.Under.Forward(p), from = new float[p.X.Length + 17], to = new float[p.X.Length + 17];
        for (int offset = 1; offset < 17; offset += 3)
        {
            p.X.CopyTo(from, offset);
            call.Under.Forward(p, from.AsSpan(offset, p.X.Length), to.AsSpan(16 - offset, p.X.Length), NormPrecision.Strict);
            Bits.Equal<float>(expected, to.AsSpan(16 - offset, p.X.Length), $"{call} at offset {offset}");
        }
    });

    [Fact]
    public void Gradients_do_not_depend_on_the_position_in_memory() => Calls.Hold(call =>
    {
        GradientsAtOffsets(call, call.Problem<float>());
        GradientsAtOffsets(call, call.Problem<double>());
    }, times: 40);

    /// <summary>Scratch memory comes from a pool or the stack: what an earlier call left there is not an input.</summary>
    [Fact]
    public void What_was_computed_before_does_not_matter()
    {
        Calls.Hold(call => AfterPoison(call, call.Problem<float>()));
        Calls.Hold(call => AfterPoison(call, call.Problem<double>()));
    }

    private static void AfterPoison<T>(Call call, Problem<T> p) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (T[] Y, T[] Dx, T[] Dgamma, T[] Dbeta) Run(double poison)
        {
            int n = p.Geometry.Affines;
            T[] y = new T[p.X.Length], dx = new T[p.X.Length], dgamma = new T[n], dbeta = new T[n];
            Poison.Pools(poison);
            Poison.Stack(poison);
            call.Under.Forward(p, p.X, y, NormPrecision.Strict);
            Poison.Pools(poison);
            Poison.Stack(poison);
            call.Under.Backward(p, p.Dy, p.X, dx, dgamma, dbeta);
            return (y, dx, dgamma, dbeta);
        }

        var clean = Run(0);
        var after = Run(1);
        Bits.Equal<T>(clean.Y, after.Y, $"{call}: y after other work");
        Bits.Equal<T>(clean.Dx, after.Dx, $"{call}: dx after other work");
        Bits.Equal<T>(clean.Dgamma, after.Dgamma, $"{call}: dgamma after other work");
        Bits.Equal<T>(clean.Dbeta, after.Dbeta, $"{call}: dbeta after other work");
    }

    private static void GradientsAtOffsets<T>(Call call, Problem<T> p) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = p.X.Length, affines = p.Geometry.Affines;
        T[] dx = new T[n], dgamma = new T[affines], dbeta = new T[affines], x = new T[n + 17], dy = new T[n + 17];
        call.Under.Backward(p, p.Dy, p.X, dx, dgamma, dbeta);
        for (int offset = 0; offset < 17; offset++)
        {
            T[] to = new T[n + 17], gamma = new T[affines + 17], beta = new T[affines + 17];
            p.X.CopyTo(x, offset);
            p.Dy.CopyTo(dy, 16 - offset);
            int other = offset * 5 % 17;
            call.Under.Backward(p, dy.AsSpan(16 - offset, n), x.AsSpan(offset, n), to.AsSpan(other, n), gamma.AsSpan(offset, affines),
                beta.AsSpan(other, affines));
            Bits.Equal<T>(dx, to.AsSpan(other, n), $"{call}: dx at offset {offset}");
            Bits.Equal<T>(dgamma, gamma.AsSpan(offset, affines), $"{call}: dgamma at offset {offset}");
            Bits.Equal<T>(dbeta, beta.AsSpan(other, affines), $"{call}: dbeta at offset {offset}");
        }
    }

    [Theory]
    [InlineData("float", NormPrecision.Strict)]
    [InlineData("float", NormPrecision.Fast)]
    [InlineData("double", NormPrecision.Strict)]
    [InlineData("double", NormPrecision.Fast)]
    public void GroupNorm_with_one_group_is_LayerNorm(string type, NormPrecision precision) => Calls.Hold(call =>
    {
        if (type == "float")
        {
            Check(call.Problem<float>(affine: AffineKind.None));
        }
        else
        {
            Check(call.Problem<double>(affine: AffineKind.None));
        }

        void Check<T>(Problem<T> p) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            int channels = call.Size % 3 == 0 ? 3 : call.Size % 2 == 0 ? 2 : 1;
            T[] layer = new T[p.X.Length], group = new T[p.X.Length];
            LayerNorm.Normalize<T>(p.X, call.Size, default, default, layer, p.Epsilon, precision);
            GroupNorm.Normalize<T>(p.X, 1, channels, call.Size / channels, default, default, group, p.Epsilon, precision: precision);
            Bits.Equal<T>(layer, group, $"{call}");
        }
    }, which: n => n.Name == "LayerNorm");

    [Fact]
    public void GroupNorm_with_a_group_per_channel_is_InstanceNorm() => Calls.Hold(call =>
    {
        Problem<float> p = call.Problem<float>();
        float[] group = new float[p.X.Length];
        GroupNorm.Normalize<float>(p.X, p.Shape.Channels, p.Shape.Channels, p.Shape.Spatial, p.Gamma, p.Beta, group, p.Epsilon, p.Shape.Layout);
        Bits.Equal<float>(call.Under.Forward(p), group, $"{call}");
    }, which: n => n is InstanceNormUnderTest);

    /// <summary>The fused sum is rounded to the element type first.</summary>
    [Fact]
    public void The_fused_residual_is_an_addition_and_a_norm() => Calls.Hold(call =>
    {
        Check(call.Problem<float>());
        Check(call.Problem<double>());
        Check(call.Problem<Half>());

        void Check<T>(Problem<T> p) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            T[] residual = p.Dy, sum = new T[p.X.Length], y = new T[p.X.Length], expectedSum = [.. p.X.Zip(residual, (a, b) => a + b)],
                expected = new T[p.X.Length];
            foreach (NormPrecision precision in Enum.GetValues<NormPrecision>())
            {
                if (call.Under.SubtractsMean)
                {
                    LayerNorm.NormalizeResidual<T>(p.X, residual, call.Size, p.Gamma, p.Beta, sum, y, p.Epsilon, precision);
                }
                else
                {
                    RmsNorm.NormalizeResidual<T>(p.X, residual, call.Size, p.Gamma, sum, y, p.Epsilon, precision, call.Under.UnitOffset);
                }

                call.Under.Forward(p, expectedSum, expected, precision);
                Bits.Equal<T>(expectedSum, sum, $"{call}: sum");
                Bits.Equal<T>(expected, y, $"{call}: {precision}");
            }
        }
    }, which: n => n.OverRows && n.HasGamma);

    /// <summary>Keeping statistics is free of consequences, and leaving out gamma is the same as ones.</summary>
    [Fact]
    public void Keeping_statistics_changes_nothing() => Calls.Hold(call =>
    {
        Problem<float> p = call.Problem<float>();
        int segments = p.Geometry.Segments.Length;
        float[] y = new float[p.X.Length];
        foreach (NormPrecision precision in Enum.GetValues<NormPrecision>())
        {
            call.Under.ForwardKeeping(p, p.X, y, new double[call.Under.SubtractsMean ? segments : 0], new double[segments], precision);
            Bits.Equal<float>(call.Under.Forward(p, precision), y, $"{call}, {precision}");
        }
    });
}
