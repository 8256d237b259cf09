package io.zerostream.job.internal.agreement;

/** How far one subtask is with a plan it wants to follow. */
public enum Progress {
    /** Its models are being opened. */
    OPENING,
    /** A model could not be fetched, had no room, or its device was sick just now; it is tried again. */
    RETRYING,
    /** Its models are open, but the registry does not have all that it needs yet, such as the default class set. */
    WAITING,
    /** It could serve at once. */
    READY,
    /** It cannot serve here, and trying again would not help. */
    REFUSED
}
