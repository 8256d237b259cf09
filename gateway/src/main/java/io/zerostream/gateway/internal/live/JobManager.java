package io.zerostream.gateway.internal.live;

import java.util.Optional;

/** Who knows whether a job runs, whatever it said of itself before. */
public interface JobManager {
    /** Nobody is asked. */
    JobManager NOT_ASKED = new JobManager() {
        @Override
        public boolean noJob() {
            return false;
        }

        @Override
        public Optional<String> problem() {
            return Optional.empty();
        }
    };

    /** Whether it says that no job runs: then nothing serves. */
    boolean noJob();

    /** What is wrong with the job, for people, if anything. */
    Optional<String> problem();
}
