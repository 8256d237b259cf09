package io.zerostream.job.internal.control;

import io.zerostream.job.internal.Alarm;
import io.zerostream.job.internal.Alarm.Code;
import io.zerostream.schemas.registry.Refusal;

/** What the registries' rules refuse, as alarms. */
final class Refusals {
    private Refusals() {}

    static Alarm alarm(Refusal refusal) {
        return new Alarm(code(refusal.reason()), refusal.key(), refusal.message());
    }

    private static Code code(Refusal.Reason reason) {
        return switch (reason) {
            case UNREADABLE -> Code.UNREADABLE_CONTROL;
            case SPACE -> Code.SPACE_REFUSED;
            case PROTOTYPE -> Code.PROTOTYPE_REFUSED;
            case CLASS_SET -> Code.CLASS_SET_REFUSED;
            case REMOVAL -> Code.REMOVAL_IGNORED;
            case MODEL_VERSION -> Code.MODEL_REFUSED;
            case DEPLOYMENT -> Code.DEPLOYMENT_REFUSED;
        };
    }
}
