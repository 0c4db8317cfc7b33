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
    axis: 'Feature columns share statistics.',
    removes: 'the level and scale of each feature: every column gets mean 0 and spread 1.',
    keeps: 'which example is larger in a feature; differences between examples.',
    buys: 'a wider range of learning rates that train safely, and activations that stay in a trainable range, above all in convolutional networks.',
    where: 'CNN backbones, residual vision models, older deep feed-forward stacks; tables of features.',
    use: 'batches are large and alike (16 and more), and examples may stabilize each other; tables of features on different scales.',
    fails: 'with few examples in a batch (it refuses one), with an outlier or padding in the batch, and when the data later differs from what it learned.',
    inference: 'uses running statistics that it learned while training: another formula than in training.',
    call: 'BatchNorm.NormalizeBatch(x, channels, spatial, gamma, beta, y, mean, variance, epsilon)',
  },
  LayerNorm: {
    axis: 'The features of one example share statistics.',
    removes: 'the level and size of each row: a row shifted or scaled gives the same result.',
    keeps: 'the pattern within a row; no example depends on another.',
    buys: 'the same result for any batch size and any length of sequence; every layer reads its input at one scale.',
    where: 'transformers (the original, BERT, GPT-2), RNNs and LSTMs.',
    use: 'each example or token should be read by itself: tokens, sequences, embeddings, batches of one.',
    fails: 'where features have different scales (the largest fills the ruler), where a row\u2019s level or size carries the meaning, and on rows of one feature.',
    inference: 'is the same as training: the same formula, and no running statistics to keep.',
    call: 'LayerNorm.Normalize(x, size, gamma, beta, y, epsilon)',
  },
  RmsNorm: {
    axis: 'The features of one example share a size.',
    removes: 'the size of each row only.',
    keeps: 'the direction of a row exactly, and so the sign and share of its level.',
    buys: 'LayerNorm\u2019s stability without a mean to compute: about 7 % less training time is reported.',
    where: 'Llama, Llama 2, Mistral and most modern language models.',
    use: 'the length of a vector should be controlled and its direction kept; deep token models.',
    fails: 'where rows carry a large common level (it fills the ruler), and where features have different scales.',
    inference: 'is the same as training: the same formula, and no running statistics to keep.',
    call: 'RmsNorm.Normalize(x, size, gamma, y, epsilon)',
  },
  GroupNorm: {
    axis: 'A group of channels of one example shares statistics.',
    removes: 'the level and scale of each group of channels of an example.',
    keeps: 'differences between channels of a group; no example depends on another.',
    buys: 'training on images that does not depend on how many fit into a batch.',
    where: 'detection, segmentation and video, where batches are small.',
    use: 'images in small batches, and channels that are comparable within a group.',
    fails: 'where a group mixes channels of different scales, and where channels do not divide into groups.',
    inference: 'is the same as training: the same formula, and no running statistics to keep.',
    call: 'GroupNorm.Normalize(x, groups, channels, spatial, gamma, beta, y, epsilon)',
  },
  UnitNorm: {
    axis: 'The features of one example share a length.',
    removes: 'the length of each row, all of it: every row has length 1 after it.',
    keeps: 'the direction of a row exactly: the dot product of two results is their cosine.',
    fails: 'where the length of a row carries meaning, and where one feature is on a larger scale than the rest (it is the whole direction).',
    buys: 'dot products that are cosines, whatever the lengths were.',
    where: 'embeddings of texts and images, face and speaker recognition, contrastive training (CLIP), query and key norms.',
    use: 'embeddings that are compared, indexed or searched; rows for a linear classifier on cosines.',
    inference: 'is the same as training: the same formula, and no running statistics to keep.',
    call: 'UnitNorm.Normalize(x, size, y, epsilon)',
  },
  InstanceNorm: {
    axis: 'The positions of one channel of one example share statistics.',
    removes: 'brightness and contrast: the level and scale of each channel of each example.',
    keeps: 'the pattern of each channel over its positions.',
    buys: 'results that do not depend on the brightness and contrast of a picture.',
    where: 'style transfer, image generation, signals recorded at different gains.',
    use: 'brightness or gain differs from example to example and means nothing.',
    fails: 'where brightness or contrast carries the meaning, and without positions: one value has no spread (it refuses tables).',
    inference: 'is the same as training: the same formula, and no running statistics to keep.',
    call: 'InstanceNorm.Normalize(x, channels, spatial, gamma, beta, y, epsilon)',
  },
};

/** The norms of the catalog with the words about them. */
export const described = (about) => about.norms.map((norm) => ({ ...norm, ...words[norm.kind], shares: shares[norm.segment] }));

/** What a norm divides by, by the catalog. */
export const divisors = {
  Deviation: 'yes',
  RootMeanSquare: 'no: divides by the root mean square',
  Length: 'no: divides by the length',
};

export const nameOf = (about, kind) => about.norms.find((norm) => norm.kind === kind)?.name ?? kind;
