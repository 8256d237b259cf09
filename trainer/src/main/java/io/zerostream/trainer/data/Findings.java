package io.zerostream.trainer.data;

import java.util.ArrayList;
import java.util.List;

/** Collects findings while a folder is read. Thread-safe. */
public final class Findings {
    private final List<Finding> found = new ArrayList<>();

    public void error(Finding.Kind kind, String where, String message) {
        add(new Finding(Finding.Severity.ERROR, kind, where, message));
    }

    public void warning(Finding.Kind kind, String where, String message) {
        add(new Finding(Finding.Severity.WARNING, kind, where, message));
    }

    private synchronized void add(Finding finding) {
        found.add(finding);
    }

    public synchronized List<Finding> all() {
        return List.copyOf(found);
    }
}
