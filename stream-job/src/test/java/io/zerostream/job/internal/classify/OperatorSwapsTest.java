package io.zerostream.job.internal.classify;

import static io.zerostream.job.internal.classify.OperatorHarness.BATCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.zerostream.job.internal.control.Registry;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.ScoredClass;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Class sets, models and what happens before there are any. */
@Timeout(60)
class OperatorSwapsTest extends OperatorFixture {
    @Test
    void twoTenantsWithSetsOfTheirOwnShareOneForwardPass() throws Exception {
        start();
        harness.control(registry.put(Registry.set("warm", 5, "red")));
        harness.control(registry.put(Registry.set("cold", 3, "blue", "green")));
        harness.picture(Pictures.of("a", "red", "warm", 2), 0);
        harness.picture(Pictures.of("b", "red", "cold", 2), 1);
        harness.picture(Pictures.of("c", "blue", "warm", 2), 2);
        harness.barrier();

        assertThat(model("v1").calls).containsExactly(3);
        assertThat(harness.labels())
                .extracting(ZeroShotLabel::getEventId, ZeroShotLabel::getClassSet, ZeroShotLabel::getClassSetRevision)
                .containsExactly(tuple("a", "warm", 5L), tuple("b", "cold", 3L), tuple("c", "warm", 5L));
        assertThat(harness.labels().get(2).getTop())
                .extracting(ScoredClass::getName)
                .containsExactly("red");
        assertThat(harness.labels().get(1).getTop())
                .extracting(ScoredClass::getName)
                .containsExactlyInAnyOrder("green", "blue");
    }

    @Test
    void aSourceAndAnAliasUseTheSetThatTheDeploymentGivesThem() throws Exception {
        start();
        harness.control(registry.put(Registry.set("birds-v1", 1, "red")));
        harness.control(registry.put(Registry.set("birds-v2", 4, "blue")));
        use(2, Map.of("cameras-north", "birds-v1", "porch", "cameras-north"));
        asks();
        use(3, Map.of("cameras-north", "birds-v2", "porch", "cameras-north"));
        asks();

        assertThat(harness.labels())
                .extracting(ZeroShotLabel::getEventId, ZeroShotLabel::getClassSet)
                .containsExactly(
                        tuple("by-alias", "birds-v1"),
                        tuple("by-source", "birds-v1"),
                        tuple("by-default", "colours"),
                        tuple("by-set", "birds-v1"),
                        tuple("by-alias", "birds-v2"),
                        tuple("by-source", "birds-v2"),
                        tuple("by-default", "colours"),
                        tuple("by-set", "birds-v1"));
    }

    private void use(long revision, Map<String, String> sets) throws Exception {
        harness.control(registry.put(Registry.withNames(Registry.deployment(revision, "v1", "colours"), sets)));
        harness.untilFollowed(revision);
    }

    private void asks() throws Exception {
        harness.picture(Pictures.of("by-alias", "red", "cameras-north", 2), 0);
        harness.picture(Pictures.from("porch", "by-source", "red"), 0);
        harness.picture(Pictures.from("garden", "by-default", "red"), 0);
        harness.picture(Pictures.of("by-set", "red", "birds-v1", 2), 0);
        harness.barrier();
    }

    @Test
    void swapsClassSetBetweenBatches() throws Exception {
        start();
        harness.picture(Pictures.of("before", "red"), 0);
        harness.picture(Pictures.of("same-batch", "red"), 1);
        harness.barrier();
        model("v1").permits.drainPermits();
        for (int i = 0; i < BATCH; i++) {
            harness.picture(Pictures.of("under-way", "red"), 2);
        }
        harness.control(registry.put(Registry.set("colours", 2, "green", "blue")));
        harness.picture(Pictures.of("after", "red"), 3);
        model("v1").permits.release(2);
        harness.barrier();

        assertThat(harness.labels())
                .extracting(ZeroShotLabel::getEventId, ZeroShotLabel::getClassSetRevision)
                .startsWith(tuple("before", 1L), tuple("same-batch", 1L), tuple("under-way", 1L))
                .endsWith(tuple("under-way", 1L), tuple("after", 2L));
        assertThat(harness.notices())
                .filteredOn(notice -> notice.getCode().equals("CLASS_SET_IN_USE"))
                .as("an old set that it begins with is no news")
                .extracting(
                        JobNotice::getSubject, JobNotice::getRevision, JobNotice::getSubtask, JobNotice::getSubtasks)
                .containsExactly(tuple("set/colours", 2L, 0, 1));
    }

    @Test
    void swapsTheModelAndFreesTheOldOne() throws Exception {
        start();
        harness.picture(Pictures.of("old", "red"), 0);
        harness.barrier();
        harness.control(registry.put(Registry.version("v2")));
        harness.control(registry.put(Registry.deployment(2, "v2", "colours")));
        harness.until(() -> model("v1").closed);
        harness.picture(Pictures.of("new", "red"), 1);
        harness.barrier();

        assertThat(harness.labels()).extracting(ZeroShotLabel::getModelVersion).containsExactly("v1", "v2");
        assertThat(model("v2").closed).isFalse();
    }

    @Test
    void aModelThatABatchStillUsesIsNotFreed() throws Exception {
        start();
        model("v1").permits.drainPermits();
        for (int i = 0; i < BATCH; i++) {
            harness.picture(Pictures.of("p" + i, "red"), i);
        }
        harness.control(registry.put(Registry.version("v2")));
        harness.control(registry.put(Registry.deployment(2, "v2", "colours")));
        harness.until(() -> models.opened.containsKey("v2"));
        assertThat(model("v1").closed).isFalse();

        model("v1").permits.release();
        harness.barrier();
        assertThat(harness.labels()).hasSize(BATCH);
    }

    @Test
    void aBadCheckpointChangesNothing() throws Exception {
        start();
        models.bad.add("v2");
        harness.control(registry.put(Registry.version("v2")));
        harness.control(registry.put(Registry.deployment(2, "v2", "colours")));
        harness.control(registry.put(Registry.version("v3")));
        harness.picture(Pictures.of("p0", "red"), 0);
        harness.barrier();
        assertThat(harness.labels()).extracting(ZeroShotLabel::getModelVersion).containsExactly("v1");

        harness.control(registry.put(Registry.deployment(3, "v3", "colours")));
        harness.until(() -> model("v1").closed);
    }

    @Test
    void picturesWaitUntilSomethingCanServe() throws Exception {
        harness = new OperatorHarness(registries, models, null);
        registries.add(registry.everything("colours"));
        harness.picture(Pictures.of("first", "blue"), 0);
        harness.barrier();

        assertThat(harness.labels().get(0).getTop()).hasSize(3);
        assertThat(harness.labels().get(0).getTop().get(0).getName()).isEqualTo("blue");
    }

    @Test
    void aBadFirstCheckpointIsOvercomeByTheNextDeployment() throws Exception {
        models.bad.add("v1");
        registries.add(registry.everything("colours"));
        harness = new OperatorHarness(registries, models, null);
        registries.add(
                List.of(registry.put(Registry.version("v2")), registry.put(Registry.deployment(2, "v2", "colours"))));
        harness.picture(Pictures.of("first", "blue"), 0);
        harness.barrier();

        assertThat(harness.labels()).extracting(ZeroShotLabel::getModelVersion).containsExactly("v2");
    }

    @Test
    void restoresControlFromSnapshot() throws Exception {
        start();
        harness.control(registry.put(Registry.set("colours", 2, "green", "blue")));
        harness.control(registry.put(Registry.set("colours", 3, "green", "never-comes")));
        models.bad.add("v2");
        harness.control(registry.put(Registry.version("v2")));
        harness.control(registry.put(Registry.deployment(2, "v2", "colours")));
        harness.picture(Pictures.of("p0", "blue"), 0);
        OperatorSubtaskState state = harness.snapshot();
        harness.close();
        models.opened.clear();

        harness = new OperatorHarness(new TestRegistries(), models, state);
        harness.picture(Pictures.of("p1", "blue"), 1);
        harness.barrier();

        assertThat(harness.labels().get(0).getClassSetRevision()).isEqualTo(2);
        assertThat(harness.labels().get(0).getModelVersion()).isEqualTo("v1");
        assertThat(harness.labels().get(0).getTop().get(0).getName()).isEqualTo("blue");
    }
}
