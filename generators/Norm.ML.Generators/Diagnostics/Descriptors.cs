using Microsoft.CodeAnalysis;

namespace Norm.ML.Generators.Diagnostics;

/// <summary>
/// The table of rules. Each has a page in docs/rules, to which it links. What each rule checks stands in the other files of this folder.
/// </summary>
internal static class Descriptors
{
    /// <summary>Where the pages of docs/rules can be read: the one place that names the address.</summary>
    public const string Pages = "https://github.com/norm-ml/norm-ml/blob/main/docs/rules/";

    private const string Category = "Norm.ML";

    // An error says why there is no kernel, so that no setting of the user's can hide it.
    private const string Always = WellKnownDiagnosticTags.NotConfigurable;

    public static readonly DiagnosticDescriptor NotPartial = new(
        "NORM001", "A kernel's struct has to be partial",
        "'{0}' has to be partial, so that the kernel can be added to it",
        Category, DiagnosticSeverity.Error, true,
        "The generator completes the struct in a file of its own. " +
        "That takes the keyword 'partial' on the struct and on every type around it. Add it.",
        $"{Pages}NORM001.md", Always);

    public static readonly DiagnosticDescriptor NotReadOnlyStruct = new(
        "NORM002", "A kernel is a readonly struct",
        "'{0}' has to be a readonly struct, but it {1}",
        Category, DiagnosticSeverity.Error, true,
        "A kernel is a type argument, which the JIT specialises for structs only, and it holds no state. Declare it as 'readonly partial struct'.",
        $"{Pages}NORM002.md", Always);

    public static readonly DiagnosticDescriptor SizeOutOfRange = new(
        "NORM003", "A size is out of range",
        "{0} of '{1}' is out of range: {2}",
        Category, DiagnosticSeverity.Error, true,
        "Every dimension is at least 1, and one example holds at most 2,147,483,591 elements, the longest array. Give at least one dimension.",
        $"{Pages}NORM003.md", Always);

    public static readonly DiagnosticDescriptor GroupsDoNotDivide = new(
        "NORM004", "Groups have to divide channels",
        "{0} of '{1}' cannot be divided into {2}",
        Category, DiagnosticSeverity.Error, true,
        "Every group has the same number of adjacent channels. Choose a number of groups that divides the number of channels.",
        $"{Pages}NORM004.md", Always);

    public static readonly DiagnosticDescriptor ElementTypeUnsupported = new(
        "NORM005", "The element type is not supported",
        "{0} does not support elements of type '{1}': use {2}",
        Category, DiagnosticSeverity.Error, true,
        "Kernels exist for float and double. LayerNorm, RMSNorm and UnitNorm also take Half where no gradient is asked for.",
        $"{Pages}NORM005.md", Always);

    public static readonly DiagnosticDescriptor EpsilonNotPositive = new(
        "NORM006", "Epsilon has to be positive",
        "Epsilon of '{0}' has to be positive and finite, but is {1}",
        Category, DiagnosticSeverity.Error, true,
        "Epsilon is added to the variance under the square root, so that a constant row does not divide by zero. 1e-5 is usual.",
        $"{Pages}NORM006.md", Always);

    public static readonly DiagnosticDescriptor TwoNorms = new(
        "NORM007", "A struct carries one norm",
        "'{0}' asks for {1} kernels; a struct carries one",
        Category, DiagnosticSeverity.Error, true,
        "The struct's name is the kernel's name. Declare one struct for each kernel.",
        $"{Pages}NORM007.md", Always);

    public static readonly DiagnosticDescriptor OptionDoesNotApply = new(
        "NORM008", "The option does not apply",
        "{0} does not apply to '{1}': {2}",
        Category, DiagnosticSeverity.Error, true,
        "An option that would be ignored is refused. Remove it.",
        $"{Pages}NORM008.md", Always);

    public static readonly DiagnosticDescriptor Generic = new(
        "NORM009", "A kernel cannot be generic",
        "'{0}' cannot be generic or lie in a generic type: a kernel has one size and one element type",
        Category, DiagnosticSeverity.Error, true,
        "A kernel is made for one size and one element type when the project is compiled. " +
        "Move the struct out of the generic type and name its element type in the attribute.",
        $"{Pages}NORM009.md", Always);

    public static readonly DiagnosticDescriptor FileLocal = new(
        "NORM010", "A kernel cannot be file-local",
        "'{0}' cannot be file-local: the kernel is added in another file",
        Category, DiagnosticSeverity.Error, true,
        "The generator completes the struct in a file of its own, which cannot see a file-local type. Make the struct internal.",
        $"{Pages}NORM010.md", Always);

    public static readonly DiagnosticDescriptor NameTaken = new(
        "NORM011", "A name that the kernel needs is taken",
        "'{0}' cannot have a kernel, because '{1}' is a name that the emitted code needs",
        Category, DiagnosticSeverity.Error, true,
        "The kernel's members have fixed names (Kind, ExampleLength, GammaLength, BetaLength, Epsilon, Precision, Normalize and others). " +
        "Rename the struct or its member.",
        $"{Pages}NORM011.md", Always);

    public static readonly DiagnosticDescriptor SingleValue = new(
        "NORM012", "InstanceNorm of a single value",
        "'{0}' normalizes one position per channel, which always gives beta: set Spatial to at least 2",
        Category, DiagnosticSeverity.Error, true,
        "InstanceNorm takes the statistics of a channel over its positions. " +
        "With a single position the deviation is zero and the data is lost. Set Spatial, or use LayerNorm.",
        $"{Pages}NORM012.md", Always);

    public static readonly DiagnosticDescriptor NotSpecialised = new(
        "NORM013", "The kernel is not specialised",
        "'{0}' calls the library's kernel with constants: {1}",
        Category, DiagnosticSeverity.Info, true,
        "For some norms, element types and sizes, code that is written out would not be faster, so the emitted method calls the library. " +
        "Nothing needs to be done.",
        $"{Pages}NORM013.md");

    public static readonly DiagnosticDescriptor ColumnSize = new(
        "NORM014", "The column does not have the kernel's size",
        "'{0}' takes examples of {1}, but column '{2}' of '{3}' is declared with {4}",
        Category, DiagnosticSeverity.Warning, true,
        "The kernel is fitted on data of a class whose VectorType is not a multiple of the kernel's size (for BatchNorm: not its size), so " +
        "that Fit will refuse the column. Change the kernel's size or the column.",
        $"{Pages}NORM014.md");

    public static readonly DiagnosticDescriptor NoElementType = new(
        "NORM015", "The attribute has to name one element type",
        "[{0}] does not request a kernel: write [{1}]",
        Category, DiagnosticSeverity.Error, true,
        "A kernel is requested by a generic attribute, whose type argument is the type of the elements, such as [LayerNorm<float>(64)].",
        $"{Pages}NORM015.md", Always);

    public static readonly DiagnosticDescriptor LanguageTooOld = new(
        "NORM016", "Kernels need a newer C#",
        "'{0}' cannot have a kernel in C# {1}: emitted code needs C# {2} or later; set LangVersion in the project file",
        Category, DiagnosticSeverity.Error, true,
        "A kernel implements static members of an interface, which older versions of the language cannot compile. " +
        "The default of .NET 10 is new enough: remove LangVersion, or raise it.",
        $"{Pages}NORM016.md", Always);

    public static readonly DiagnosticDescriptor Aliased = new(
        "NORM017", "Norm.ML is referenced under an alias",
        "'{0}' cannot have a kernel, because {1} is referenced under the alias '{2}' only: add 'global' to the Aliases of the reference",
        Category, DiagnosticSeverity.Error, true,
        "Emitted code starts every name at 'global::', where it does not find an assembly that has another alias only. " +
        "Aliases=\"global,other\" keeps both.",
        $"{Pages}NORM017.md", Always);

    public static readonly DiagnosticDescriptor NoName = new(
        "NORM018", "A kernel needs a name",
        "A kernel cannot be added, because {0} has no name",
        Category, DiagnosticSeverity.Error, true,
        "The struct's name is the kernel's name. Write one after the keyword 'struct', and name all that is around it.",
        $"{Pages}NORM018.md", Always);

    public static readonly DiagnosticDescriptor ConstantSize = new(
        "NORM019", "A kernel can be generated for the constant size",
        "This call always has rows of {0}: {1} requests a kernel for them",
        Category, DiagnosticSeverity.Info, true,
        "The library is called with a size that is known when the project is compiled. A requested kernel has its steps written out for this size, " +
        "gives the same bits, and is faster where rows are short. The repair requests one and calls it.",
        $"{Pages}NORM019.md");

    public static readonly DiagnosticDescriptor[] All =
    [
        NotPartial, NotReadOnlyStruct, SizeOutOfRange, GroupsDoNotDivide, ElementTypeUnsupported, EpsilonNotPositive, TwoNorms, OptionDoesNotApply,
        Generic, FileLocal, NameTaken, SingleValue, NotSpecialised, ColumnSize, NoElementType, LanguageTooOld, Aliased, NoName,
        ConstantSize,
    ];

    /// <summary>The rule with an id.</summary>
    public static DiagnosticDescriptor Get(string id) => All.First(rule => rule.Id == id);
}
