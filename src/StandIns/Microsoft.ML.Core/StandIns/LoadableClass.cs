using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.StandIns;

/// <summary>How a declared class is made: by a constructor or a static Create method, the more visible of the two.</summary>
internal sealed class LoadableClass
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic;

    private readonly MethodBase _maker;
    private readonly bool _takesEnvironment;

    private LoadableClass(MethodBase maker, bool takesEnvironment)
    {
        _maker = maker;
        _takesEnvironment = takesEnvironment;
    }

    public static LoadableClass OrNull(LoadableClassAttributeBase attribute)
    {
        Type[] plain = attribute.CtorTypes;
        Type[] withEnvironment = [typeof(IHostEnvironment), .. plain];
        bool makesItself = attribute.InstanceType.IsAssignableFrom(attribute.LoaderType);
        MethodBase constructor = makesItself ? Constructor(attribute, plain) ?? Constructor(attribute, withEnvironment) : null;
        MethodBase create = Method(attribute, plain) ?? Method(attribute, withEnvironment);
        if (constructor != null && create != null && Visibility(constructor) == Visibility(create))
        {
            throw new InvalidOperationException(
                $"{attribute.LoaderType} has a constructor and a Create method of the same visibility: which one loads it is not clear.");
        }
        MethodBase maker = create == null || (constructor != null && Visibility(constructor) > Visibility(create)) ? constructor : create;
        return maker == null ? null : new LoadableClass(maker, maker.GetParameters().Length > plain.Length);
    }

    public object Create(IHostEnvironment environment, object[] arguments)
    {
        if (_takesEnvironment)
            arguments = [environment, .. arguments];
        try
        {
            return _maker is ConstructorInfo constructor ? constructor.Invoke(arguments) : _maker.Invoke(null, arguments);
        }
        catch (TargetInvocationException failure)
        {
            Exception cause = failure.InnerException;
            string what = cause is EndOfStreamException ? "the model ends too early" : cause.Message;
            throw new InvalidOperationException($"Error during class instantiation: {_maker.DeclaringType.Name}: {what}", failure);
        }
    }

    private static ConstructorInfo Constructor(LoadableClassAttributeBase attribute, Type[] types) =>
        attribute.LoaderType.GetConstructor(BindingFlags.Instance | Any, types);

    private static MethodInfo Method(LoadableClassAttributeBase attribute, Type[] types) =>
        attribute.LoaderType.GetMethod("Create", BindingFlags.Static | BindingFlags.DeclaredOnly | Any, types) is { } method
        && method.ReturnType == attribute.InstanceType
            ? method
            : null;

    private static int Visibility(MethodBase member) => member switch
    {
        { IsPublic: true } => 5,
        { IsAssembly: true } => 4,
        { IsFamilyOrAssembly: true } => 3,
        { IsFamily: true } => 2,
        { IsPrivate: true } => 1,
        _ => 0,
    };
}
