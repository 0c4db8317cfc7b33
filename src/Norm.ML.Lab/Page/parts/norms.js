// What is said about each norm; what each norm is comes from the library's catalog.

/** Who shares one ruler, by the catalog's segment. */
export const shares = {
  Channel: 'one feature or channel, over all examples of the batch and all positions',
  Row: 'all features of one example (in a sequence: of one position)',
  Group: 'a group of channels of one example, over all positions',
  Instance: 'one channel of one example, over all positions',
};

export const words = {
  BatchNorm: {
    removes: 'the level and scale of each feature: every column gets mean 0 and spread 1.',
    keeps: 'which example is larger in a feature; differences between examples.',
    fails: 'with few examples in a batch (it refuses one), with an outlier or padding in the batch, and when the data later differs from what it learned.',
    use: 'tables of features on different scales; image networks with batches of 16 and more.',
  },
  LayerNorm: {
    removes: 'the level and size of each row: a row shifted or scaled gives the same result.',
    keeps: 'the pattern within a row; no example depends on another.',
    fails: 'where features have different scales (the largest fills the ruler), where a row\u2019s level or size carries the meaning, and on rows of one feature.',
    use: 'token and sequence models, embeddings, batches of one.',
  },
  RmsNorm: {
    removes: 'the size of each row only.',
    keeps: 'the direction of a row exactly, and so the sign and share of its level.',
    fails: 'where rows carry a large common level (it fills the ruler), and where features have different scales.',
    use: 'deep token models: LayerNorm\u2019s place, with less work.',
  },
  GroupNorm: {
    removes: 'the level and scale of each group of channels of an example.',
    keeps: 'differences between channels of a group; no example depends on another.',
    fails: 'where a group mixes channels of different scales, and where channels do not divide into groups.',
    use: 'images in small batches: detection, segmentation, video.',
  },
  UnitNorm: {
    removes: 'the length of each row, all of it: every row has length 1 after it.',
    keeps: 'the direction of a row exactly: the dot product of two results is their cosine.',
    fails: 'where the length of a row carries meaning, and where one feature is on a larger scale than the rest (it is the whole direction).',
    use: 'embeddings that are compared, indexed or searched; rows for a linear classifier on cosines.',
  },
  InstanceNorm: {
    removes: 'brightness and contrast: the level and scale of each channel of each example.',
    keeps: 'the pattern of each channel over its positions.',
    fails: 'where brightness or contrast carries the meaning, and without positions: one value has no spread (it refuses tables).',
    use: 'style transfer, image generation, signals recorded at different gains.',
  },
};

/** The norms of the catalog with the words about them. */
export const described = (about) => about.norms.map((norm) => ({ ...norm, ...words[norm.kind], shares: shares[norm.segment] }));

/** What a norm divides by, by the catalog's ruler. */
export const rulers = {
  Deviation: 'yes',
  RootMeanSquare: 'no: divides by the root mean square',
  Length: 'no: divides by the length',
};

export const nameOf = (about, kind) => about.norms.find((norm) => norm.kind === kind)?.name ?? kind;
