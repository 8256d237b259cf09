package io.zerostream.gateway.internal.live;

import io.zerostream.gateway.internal.registry.Names;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.gateway.internal.view.LabelView;
import io.zerostream.schemas.SafeText;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds a label among those that the gateway remembers. */
public final class RecentLabels {
    private final Supplier<List<LabelView>> newest;

    /** @param newest all that are remembered, newest first */
    public RecentLabels(Supplier<List<LabelView>> newest) {
        this.newest = newest;
    }

    /** All, newest first. */
    public List<LabelView> newest() {
        return newest.get();
    }

    /**
     * The newest label of a picture.
     *
     * @param picture what of it is null may be any; but of one source alone
     * @throws RefusedException when the gateway has none, or several sources have such a picture
     */
    public LabelView find(LabelRef picture) {
        String eventId = Names.checked("event_id", picture.eventId());
        String source = picture.source();
        List<LabelView> found = newest.get().stream()
                .filter(label -> label.eventId().equals(eventId))
                .filter(label -> isMeant(source, label.sourceId()))
                .filter(label -> isMeant(picture.classSet(), label.classSet()))
                .filter(label -> isMeant(picture.modelVersion(), label.modelVersion()))
                .filter(label -> isMeant(picture.classSetRevision(), label.classSetRevision()))
                .toList();
        if (found.isEmpty()) {
            throw new RefusedException(
                    Refusal.NOT_FOUND,
                    "the gateway has no label of picture '" + SafeText.of(eventId) + "'"
                            + (source == null ? "" : " of source '" + SafeText.of(source) + "'")
                            + " any more",
                    "it remembers the newest only (live.labels); GET /api/labels lists them");
        }
        if (found.stream().map(LabelView::sourceId).distinct().count() > 1) {
            throw new RefusedException(
                    Refusal.BAD_VALUE,
                    "several sources have a picture '" + SafeText.of(eventId) + "'",
                    "say which with source");
        }
        return found.get(0);
    }

    private static boolean isMeant(@Nullable Object wanted, Object value) {
        return wanted == null || wanted.equals(value);
    }
}
