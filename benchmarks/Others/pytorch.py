"""The bits of PyTorch's layer_norm depend on the vector unit: run with ATEN_CPU_CAPABILITY=default, and again with avx2 or avx512."""
import hashlib
import os

import torch

torch.manual_seed(1)
x = torch.randint(-(2**20), 2**20, (64, 768)).to(torch.float32) / 2**18
y = torch.nn.functional.layer_norm(x, (768,))
capability = os.environ.get("ATEN_CPU_CAPABILITY", "the widest")
print(f"PyTorch {torch.__version__}, {capability}: {hashlib.sha256(y.numpy().tobytes()).hexdigest()[:16]}")
