package io.zerostream.model.checkpoint;

import io.zerostream.model.image.ImageInput;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a checkpoint says of itself, as a page for people: Markdown, made of the manifest alone. */
public final class ModelCard {
    private static final int ATTRIBUTES_SHOWN = 12;

    private ModelCard() {}

    /** The page. */
    public static String of(Manifest manifest) {
        StringBuilder card = new StringBuilder();
        card.append("# ").append(text(manifest.name())).append(' ').append(text(manifest.version()));
        card.append("\n\nA zero-shot image classifier: it gives a picture a vector of ")
                .append(manifest.space().size())
                .append(" attributes, which is matched with classes described by the same attributes.\n\n");
        ImageInput input = manifest.input();
        table(
                card,
                List.of(
                        Map.entry("architecture", manifest.architecture()),
                        Map.entry("input", input.height() + " × " + input.width() + " pixels, RGB, squashed"),
                        Map.entry("trained on", manifest.dataset()),
                        Map.entry("semantic space", manifest.space().name()),
                        Map.entry(
                                "seen-class penalty γ",
                                number(manifest.gamma())
                                        + ' '
                                        + manifest.calibration().unit()),
                        Map.entry("unknown below cosine", number(manifest.unknownThreshold())),
                        Map.entry("these two chosen on", manifest.scoringChosenOn()),
                        Map.entry("seed", Long.toString(manifest.seed())),
                        Map.entry("made by", manifest.createdBy()),
                        Map.entry("SHA-256 of the weights", manifest.sha256())));
        card.append("\n## How good it is\n\n");
        if (manifest.metrics().isEmpty()) {
            card.append("Nothing was measured.\n");
        } else {
            card.append("| figure | value |\n|---|---|\n");
            manifest.metrics().forEach((name, value) -> card.append("| ")
                    .append(text(name))
                    .append(" | ")
                    .append(String.format(Locale.ROOT, "%.2f %%", 100 * value))
                    .append(" |\n"));
        }
        card.append('\n').append(text(manifest.protocol())).append("\n\n## What to expect\n\n");
        card.append(
                "Only classes whose attributes differ can be told apart, and only by attributes that training pictures"
                        + " showed. Figures hold for pictures like those of the data set; of others nothing is known. γ"
                        + " and the threshold were chosen on what the table says: another class set may want others.\n\n");
        List<String> attributes = manifest.space().attributes();
        card.append("Attributes: ")
                .append(text(String.join(", ", attributes.subList(0, Math.min(ATTRIBUTES_SHOWN, attributes.size())))))
                .append(
                        attributes.size() > ATTRIBUTES_SHOWN
                                ? ", and " + (attributes.size() - ATTRIBUTES_SHOWN) + " more"
                                : "")
                .append(".\n");
        return card.toString();
    }

    private static void table(StringBuilder card, List<Map.Entry<String, String>> rows) {
        card.append("| | |\n|---|---|\n");
        for (Map.Entry<String, String> row : rows) {
            card.append("| ")
                    .append(row.getKey())
                    .append(" | ")
                    .append(text(row.getValue()))
                    .append(" |\n");
        }
    }

    private static String number(float value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    /** A manifest may come from anywhere: nothing in it becomes mark-up or breaks the table. */
    private static String text(String value) {
        return value.replaceAll("[\\r\\n]+", " ").replace("\\", "\\\\").replaceAll("([|<>`*_\\[\\]#])", "\\\\$1");
    }
}
