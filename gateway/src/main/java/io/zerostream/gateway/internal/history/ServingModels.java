package io.zerostream.gateway.internal.history;

import io.zerostream.schemas.avro.JobNotice;
import java.util.regex.Pattern;

/** Which models serve by a notice of a job: revisions of a deployment come and go that change none of them. */
final class ServingModels {
    /** Longest text of canary and shadow that is remembered, UTF-16 units. */
    private static final int LONGEST = 1000;

    private static final Pattern SHARE = Pattern.compile(" for a share of [0-9.E-]+");

    private ServingModels() {}

    /**
     * Model, canary and shadow, as a text that is the same for the same ones. The notice has a field for the model alone, so
     * the others are taken from its message; one that is worded otherwise tells of the model only.
     */
    static String of(JobNotice notice) {
        String before = " of deployment '" + notice.getDeployment() + "'";
        int at = notice.getMessage().indexOf(before);
        String beside = at < 0 ? "" : notice.getMessage().substring(at + before.length());
        beside = beside.substring(0, Math.min(beside.length(), LONGEST));
        return notice.getSubject() + SHARE.matcher(beside).replaceAll("");
    }
}
