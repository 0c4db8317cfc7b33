using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

// OpenInternals ASSEMBLY COPY: writes a copy of the assembly in which internal types, fields and methods are public and private protected ones are
// protected. The C# compiler reads the copy; nothing runs it. The accessibility is three bits of the Flags column in the tables TypeDef, Field and
// MethodDef (ECMA-335 II.22.37, II.22.15, II.22.26; the values are in II.23.1), so every row keeps its place and size.
byte[] image = File.ReadAllBytes(args[0]);
using var pe = new PEReader(new MemoryStream(image));
MetadataReader reader = pe.GetMetadataReader();
int tables = pe.PEHeaders.MetadataStartOffset;

// Columns before Flags: none in TypeDef and Field; RVA (4 bytes) and ImplFlags (2 bytes) in MethodDef.
Open(TableIndex.TypeDef, flagsOffset: 0, flags => (TypeAttributes)flags switch
{
    TypeAttributes.NotPublic => (int)TypeAttributes.Public,
    TypeAttributes.NestedAssembly => (int)TypeAttributes.NestedPublic,
    TypeAttributes.NestedFamANDAssem => (int)TypeAttributes.NestedFamily,
    _ => flags,
});
Open(TableIndex.Field, flagsOffset: 0, OpenMember);
Open(TableIndex.MethodDef, flagsOffset: 6, OpenMember);
File.WriteAllBytes(args[1], image);

// FieldAttributes has the same values.
static int OpenMember(int flags) => (MethodAttributes)flags switch
{
    MethodAttributes.Assembly => (int)MethodAttributes.Public,
    MethodAttributes.FamANDAssem => (int)MethodAttributes.Family,
    _ => flags,
};

void Open(TableIndex table, int flagsOffset, Func<int, int> open)
{
    const int AccessMask = 7;
    int first = tables + reader.GetTableMetadataOffset(table) + flagsOffset;
    for (int row = 0; row < reader.GetTableRowCount(table); row++)
    {
        // The low byte of a little-endian column holds all three bits.
        ref byte flags = ref image[first + row * reader.GetTableRowSize(table)];
        flags = (byte)((flags & ~AccessMask) | open(flags & AccessMask));
    }
}
