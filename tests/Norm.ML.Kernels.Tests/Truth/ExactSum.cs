using System.Numerics;

namespace Norm.ML.Kernels.Tests.Truth;

/// <summary>
/// An exact sum of doubles and of products of two doubles: a fixed-point number wide enough for all of them (Kulisch's long accumulator),
/// in limbs of 32 bits that have 31 bits to spare for carries.
/// </summary>
internal sealed class ExactSum
{
    private const int Lowest = -2176, Limbs = 136; // 2^-2148 is the smallest product, 2^2048 the largest
    private readonly long[] _limbs = new long[Limbs];
    private int _first = Limbs, _last = -1;

    public void Clear()
    {
        for (int i = _first; i <= _last; i++)
        {
            _limbs[i] = 0;
        }

        (_first, _last) = (Limbs, -1);
    }

    public void Add(double value)
    {
        (long m, int e) = Dyadic.Split(value);
        Add((ulong)Math.Abs(m), e, m < 0);
    }

    public void AddSquare(double value) => AddProduct(value, value);

    public void AddProduct(double a, double b)
    {
        (long m, int e) = Dyadic.Split(a);
        (long n, int f) = Dyadic.Split(b);
        UInt128 product = (UInt128)(ulong)Math.Abs(m) * (ulong)Math.Abs(n);
        bool negative = m < 0 ^ n < 0;
        Add((ulong)product, e + f, negative);
        Add((ulong)(product >> 64), e + f + 64, negative);
    }

    public Dyadic Total()
    {
        BigInteger sum = 0;
        for (int i = _last; i >= _first; i--)
        {
            sum = (sum << 32) + _limbs[i];
        }

        return new Dyadic(sum, Lowest + 32 * Math.Min(_first, Limbs - 1));
    }

    private void Add(ulong mantissa, int exponent, bool negative)
    {
        if (mantissa == 0)
        {
            return;
        }

        int at = exponent - Lowest, limb = at >> 5;
        UInt128 shifted = (UInt128)mantissa << (at & 31);
        long sign = negative ? -1 : 1;
        _limbs[limb] += sign * (uint)shifted;
        _limbs[limb + 1] += sign * (uint)(shifted >> 32);
        _limbs[limb + 2] += sign * (uint)(shifted >> 64);
        _first = Math.Min(_first, limb);
        _last = Math.Max(_last, limb + 2);
    }
}
