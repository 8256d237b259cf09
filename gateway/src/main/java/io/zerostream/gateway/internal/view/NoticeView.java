package io.zerostream.gateway.internal.view;

import io.zerostream.schemas.avro.JobNotice;
import java.util.Locale;

/**
 * Something the job told people, as callers see it.
 *
 * @param kind "alarm" or "swap"
 * @param code alarm code, or what was swapped
 * @param subject key of the registry record it is about, or empty
 * @param message what was wrong or changed, what the job does, what to do
 */
public record NoticeView(String kind, String code, String subject, String message, String deployment, String at) {

    /** The notice as it stands on the topic. */
    public static NoticeView of(JobNotice n) {
        return new NoticeView(
                n.getKind().name().toLowerCase(Locale.ROOT),
                n.getCode(),
                n.getSubject(),
                n.getMessage(),
                n.getDeployment(),
                n.getAt().toString());
    }
}
