using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Text;
using Microsoft.ML;

namespace Norm.ML.Tests.MLNet;

/// <summary>
/// What Norm.ML uses of ML.NET's internals is a reviewed list, <c>src/Norm.ML/Internals/MLNetInternals.txt</c>, which travels in the assembly. To
/// renew it after a change that is meant: run these tests with <c>RENEW_INTERNALS=1</c>, and read the difference.
/// </summary>
public class InternalsTests
{
    private static readonly Module Ours = typeof(NormTransforms).Module;

    private static string ReviewedFile { get; } = Path.GetFullPath("../../../src/Norm.ML/Internals/MLNetInternals.txt",
        Path.GetDirectoryName(Here())!);

    [Fact]
    public void What_is_used_is_on_the_reviewed_list()
    {
        string[] used = [.. UsedMembers().Where(IsInternal).Select(Describe).Distinct().Order(StringComparer.Ordinal)];
        Assert.NotEmpty(used);
        if (Environment.GetEnvironmentVariable("RENEW_INTERNALS") == "1")
        {
            File.WriteAllText(ReviewedFile, string.Join('\n', used) + '\n');
        }

        Assert.Equal(File.ReadLines(ReviewedFile), used);
    }

    [Theory]
    [InlineData("Microsoft.ML.Core", "CheckAtModel", "Microsoft.ML.Core: Microsoft.ML.ModelSaveContext: Void CheckAtModel()")]
    [InlineData("Microsoft.ML.Data", "ISaveAsOnnx", "Microsoft.ML.Data: Microsoft.ML.Model.OnnxConverter.ISaveAsOnnx")]
    public void An_MLNet_that_lacks_a_member_is_refused_by_name(string assembly, string name, string line)
    {
        string message = FirstUseMessage(assembly, name, char.ToUpperInvariant);
        Assert.StartsWith("Norm.ML ", message);
        Assert.Contains(" uses internal members of ML.NET that version 5.0.1 does not have: ", message);
        Assert.Contains(line, message);
        Assert.EndsWith("It works with Microsoft.ML 5.0.1.", message);
    }

    [Fact]
    public void An_MLNet_that_has_them_all_is_taken() => Assert.Equal("", FirstUseMessage("Microsoft.ML.Core", "CheckAtModel", letter => letter));

    // Loads ML.NET and Norm.ML once more, with the last letter of a name changed in one of ML.NET's assemblies, and calls what a program would call
    // first.
    private static string FirstUseMessage(string assembly, string name, Func<char, char> change)
    {
        string folder = Path.GetDirectoryName(Ours.Assembly.Location)!;
        byte[] image = File.ReadAllBytes(Path.Combine(folder, assembly + ".dll")), word = Encoding.UTF8.GetBytes(name + "\0");
        int at = image.AsSpan().IndexOf(word);
        Assert.True(at > 0);
        image[at + name.Length - 1] = (byte)change(name[^1]);

        var context = new AlteredContext(folder, assembly, image);
        try
        {
            Assembly ours = context.LoadFromAssemblyPath(Ours.FullyQualifiedName);
            object catalog = Activator.CreateInstance(context.LoadFromAssemblyName(new("Microsoft.ML.Data")).GetType("Microsoft.ML.MLContext")!,
                [1])!;
            object transforms = catalog.GetType().GetProperty(nameof(MLContext.Transforms))!.GetValue(catalog)!;
            MethodInfo layerNorm = ours.GetType(typeof(NormTransforms).FullName!)!.GetMethods()
                .First(method => method.Name == nameof(NormTransforms.LayerNorm) && method.GetParameters()[1].ParameterType == typeof(string));
            layerNorm.Invoke(null, [transforms, "Out", "In", null]);
            Assert.NotSame(Ours.Assembly, ours);
            return "";
        }
        catch (Exception error)
        {
            return Assert.IsType<NotSupportedException>(error.GetBaseException()).Message;
        }
        finally
        {
            context.Unload();
        }
    }

    // Every type and member of ML.NET that the assembly's metadata refers to, as declared. What ML.NET lacks throws here, and names itself.
    private static unsafe List<MemberInfo> UsedMembers()
    {
        Assert.True(Ours.Assembly.TryGetRawMetadata(out byte* blob, out int length));
        var reader = new MetadataReader(blob, length);
        EntityHandle[] references = [.. reader.TypeReferences, .. reader.MemberReferences.Select(handle => (EntityHandle)handle)];
        Type[] arguments = [.. Enumerable.Repeat(typeof(float), 8)];
        return [.. references.Where(handle => IsOfMLNet(handle))
            .Select(handle => Ours.ResolveMember(MetadataTokens.GetToken(handle), arguments, arguments)!)
            .Select(member => member.Module.ResolveMember(member.MetadataToken)!)];

        bool IsOfMLNet(EntityHandle handle) => handle.Kind switch
        {
            HandleKind.AssemblyReference =>
                reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)handle).Name)
                    .StartsWith("Microsoft.ML", StringComparison.Ordinal),
            HandleKind.TypeReference => IsOfMLNet(reader.GetTypeReference((TypeReferenceHandle)handle).ResolutionScope),
            HandleKind.MemberReference => IsOfMLNet(reader.GetMemberReference((MemberReferenceHandle)handle).Parent),
            HandleKind.TypeSpecification => ReadGenericType((TypeSpecificationHandle)handle) is { IsNil: false } type && IsOfMLNet(type),
            _ => false,
        };

        EntityHandle ReadGenericType(TypeSpecificationHandle handle)
        {
            BlobReader signature = reader.GetBlobReader(reader.GetTypeSpecification(handle).Signature);
            return signature.ReadSignatureTypeCode() == SignatureTypeCode.GenericTypeInstance && signature.ReadCompressedInteger() > 0
                ? signature.ReadTypeHandle() : default;
        }
    }

    private static bool IsInternal(MemberInfo member)
    {
        Type type = member as Type ?? member.DeclaringType!;
        return type.Assembly.GetName().Name!.StartsWith("Microsoft.ML", StringComparison.Ordinal) && !(type.IsVisible && member switch
        {
            MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
            FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
            _ => true,
        });
    }

    private static string Describe(MemberInfo member)
    {
        Type type = member as Type ?? member.DeclaringType!;
        return $"{type.Assembly.GetName().Name}: {type.FullName}" + (member is Type ? "" : $": {member}");
    }

    // The default context would give the assemblies of the test run; what is altered, and what refers to it, must come from here.
    private sealed class AlteredContext(string folder, string altered, byte[] image) : AssemblyLoadContext(isCollectible: true)
    {
        protected override Assembly? Load(AssemblyName name) =>
            name.Name == altered ? LoadFromStream(new MemoryStream(image))
            : name.Name!.Contains("ML", StringComparison.Ordinal) ? LoadFromAssemblyPath(Path.Combine(folder, name.Name + ".dll")) : null;
    }

    private static string Here([CallerFilePath] string file = "") => file;
}
