using System.Runtime.CompilerServices;

// ML.NET's own assemblies see each other's internals. Norm.ML is let in here so that it compiles; against the real assemblies its
// IgnoresAccessChecksTo attribute does the same at run time.
[assembly: InternalsVisibleTo("Microsoft.ML.Data, PublicKey=" +
    "00240000048000009400000006020000002400005253413100040000010001004b86c4cb78549b34bab61a3b1800e23bfeb5b3ec390074041536a7e3" +
    "cbd97f5f04cf0f857155a8928eaa29ebfd11cfbbad3ba70efea7bda3226c6a8d370a4cd303f714486b6ebc225985a638471e6ef571cc92a4613c00b8" +
    "fa65d61ccee0cbe5f36330c9a01f4183559f1bef24cc2917c6d913e3a541333a1d05d9bed22b38cb")]
[assembly: InternalsVisibleTo("Norm.ML, PublicKey=" +
    "0024000004800000140100000602000000240000525341310008000001000100abb0178679f28f86ce3f06991fe0e4bff79f5d1e83fa8fd55dfe3f92" +
    "bfcb4ee04128d3ca2e59250cd2b0b8805eb6a4d3d4be36f9892aeebdb66a1cbb5e32074ccfd7eb7d8ae37a5130a4e2bdc100e34470cdef13c191d89f" +
    "778fafcafa2a624a057aca09b08593bb0d75ead228121fe6463e526446a6759b578e2bf5bedd170d046231147456de7818645c2b15e1cf3ce848bccd" +
    "d29797bf6ad43395aea3035a60d858deecb221d72bc1bcc1c3f8acf784d2cf076b9f8971286f401f0cf2cc6ddc7f88e9dd52e998080aa7c8807ccf2a" +
    "6ce9436adbfa242fa36e013e82967f5d872fb9004fb81e7437a2166eca983dab4eae821331a4f92210bc4d44ddf59dc7")]
