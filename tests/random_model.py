"""A language model of 100 kB with random weights, written without torch: enough for a server to load and to run."""

import json
from pathlib import Path

import numpy as np

_HIDDEN, _INNER, _LENGTH = 16, 32, 16384


def make_random_model(folder: Path) -> None:
    """Writes a Llama of one layer with a byte-level tokenizer and a chat template into the folder."""
    from safetensors.numpy import save_file
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    signs = ["<s>", "</s>", *sorted(pre_tokenizers.ByteLevel.alphabet())]
    tokenizer = Tokenizer(models.BPE(vocab={sign: number for number, sign in enumerate(signs)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.save(str(folder / "tokenizer.json"))
    template = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}assistant: "
    special = {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "</s>"}
    files = {
        "tokenizer_config.json": {"tokenizer_class": "PreTrainedTokenizerFast", "chat_template": template, **special},
        "config.json": {
            "architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": len(signs),
            "hidden_size": _HIDDEN, "intermediate_size": _INNER, "num_hidden_layers": 1, "num_attention_heads": 2,
            "num_key_value_heads": 2, "max_position_embeddings": _LENGTH, "bos_token_id": 0, "eos_token_id": 1,
            "pad_token_id": 1, "tie_word_embeddings": False, "dtype": "float32",
        },
        # Never the end sign: the reply always has some length.
        "generation_config.json": {"bos_token_id": 0, "eos_token_id": 1, "suppress_tokens": [1], "do_sample": False},
    }  # fmt: skip
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    save_file(_weights(len(signs)), folder / "model.safetensors", metadata={"format": "pt"})


def _weights(vocabulary: int) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
    shapes: dict[str, tuple[int, ...]] = {
        "model.embed_tokens.weight": (vocabulary, _HIDDEN),
        "lm_head.weight": (vocabulary, _HIDDEN),
        "model.norm.weight": (_HIDDEN,),
        "model.layers.0.input_layernorm.weight": (_HIDDEN,),
        "model.layers.0.post_attention_layernorm.weight": (_HIDDEN,),
        "model.layers.0.mlp.gate_proj.weight": (_INNER, _HIDDEN),
        "model.layers.0.mlp.up_proj.weight": (_INNER, _HIDDEN),
        "model.layers.0.mlp.down_proj.weight": (_HIDDEN, _INNER),
    } | {f"model.layers.0.self_attn.{name}_proj.weight": (_HIDDEN, _HIDDEN) for name in "qkvo"}
    random = np.random.default_rng(7)
    return {name: random.normal(0, 0.5, shape).astype(np.float32) for name, shape in shapes.items()}
