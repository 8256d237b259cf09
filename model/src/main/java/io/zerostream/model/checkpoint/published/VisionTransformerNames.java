package io.zerostream.model.checkpoint.published;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of Vision Transformers (ViT-B/16, DeiT-B) to timm's, which are ours; DeiT's own files have them too. torchvision's:
 *
 * <pre>
 * class_token                       cls_token                    (1,1,d)
 * conv_proj.*                       patch_embed.proj.*           (d,3,p,p), (d)
 * encoder.pos_embedding             pos_embed                    (1,1+r,d), class token first
 * encoder.layers.encoder_layer_i.*  blocks.i.*
 *   ln_1, ln_2                        norm1, norm2
 *   self_attention.in_proj_weight     attn.qkv.weight            (3d,d): rows of Q, K, V; likewise _bias
 *   self_attention.out_proj           attn.proj
 *   mlp.0 or mlp.linear_1             mlp.fc1                    likewise 3 or linear_2: fc2
 * encoder.ln.*                      norm.*
 * </pre>
 *
 * <p>The ImageNet classifier ({@code head.}, {@code head_dist.}, {@code heads.}, {@code pre_logits.}) is left out. A
 * distilled DeiT has a {@code dist_token}, which stays: it is another network.
 */
public final class VisionTransformerNames implements NameTable {
    private static final List<String> CLASSIFIERS = List.of("head.", "head_dist.", "heads.", "pre_logits.");
    private static final String BLOCK = "encoder.layers.encoder_layer_";
    private static final Pattern IN_BLOCK = Pattern.compile(Pattern.quote(BLOCK) + "(\\d{1,4})\\.(.*)");

    private static final Map<String, String> OUTSIDE = Map.of(
            "class_token", "cls_token",
            "encoder.pos_embedding", "pos_embed",
            "conv_proj.weight", "patch_embed.proj.weight",
            "conv_proj.bias", "patch_embed.proj.bias",
            "encoder.ln.weight", "norm.weight",
            "encoder.ln.bias", "norm.bias");

    private static final Map<String, String> INSIDE = Map.ofEntries(
            Map.entry("ln_1.weight", "norm1.weight"),
            Map.entry("ln_1.bias", "norm1.bias"),
            Map.entry("ln_2.weight", "norm2.weight"),
            Map.entry("ln_2.bias", "norm2.bias"),
            Map.entry("self_attention.in_proj_weight", "attn.qkv.weight"),
            Map.entry("self_attention.in_proj_bias", "attn.qkv.bias"),
            Map.entry("self_attention.out_proj.weight", "attn.proj.weight"),
            Map.entry("self_attention.out_proj.bias", "attn.proj.bias"),
            Map.entry("mlp.0.weight", "mlp.fc1.weight"),
            Map.entry("mlp.0.bias", "mlp.fc1.bias"),
            Map.entry("mlp.linear_1.weight", "mlp.fc1.weight"),
            Map.entry("mlp.linear_1.bias", "mlp.fc1.bias"),
            Map.entry("mlp.3.weight", "mlp.fc2.weight"),
            Map.entry("mlp.3.bias", "mlp.fc2.bias"),
            Map.entry("mlp.linear_2.weight", "mlp.fc2.weight"),
            Map.entry("mlp.linear_2.bias", "mlp.fc2.bias"));

    @Override
    public Optional<String> ours(String name) {
        if (CLASSIFIERS.stream().anyMatch(name::startsWith)) {
            return Optional.empty();
        }
        Matcher block = IN_BLOCK.matcher(name);
        if (block.matches() && INSIDE.containsKey(block.group(2))) {
            return Optional.of("blocks." + block.group(1) + "." + INSIDE.get(block.group(2)));
        }
        return Optional.of(OUTSIDE.getOrDefault(name, name));
    }
}
