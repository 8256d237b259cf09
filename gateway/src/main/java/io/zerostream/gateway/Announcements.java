package io.zerostream.gateway;

import io.zerostream.gateway.internal.http.EventHub;
import io.zerostream.gateway.internal.live.Followings;
import io.zerostream.gateway.internal.registry.ClassRegistryView;
import io.zerostream.gateway.internal.registry.ModelRegistryView;
import io.zerostream.gateway.internal.view.ServingView;
import io.zerostream.gateway.internal.view.StatusView;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.JobNotice;
import java.util.Map;
import java.util.Optional;

/**
 * Tells consoles what has changed in the registries and in what serves; of what was read as history, nothing is told. Each
 * method belongs to the one thread that follows its topic.
 */
final class Announcements {
    private final String deployment;
    private final ModelRegistryView models;
    private final ClassRegistryView classes;
    private final Followings followings;
    private final EventHub hub;
    private Optional<ServingView> announced = Optional.empty();

    /** @param deployment the gateway's */
    Announcements(
            String deployment,
            ModelRegistryView models,
            ClassRegistryView classes,
            Followings followings,
            EventHub hub) {
        this.deployment = deployment;
        this.models = models;
        this.classes = classes;
        this.followings = followings;
        this.hub = hub;
    }

    /** A class set was read. */
    void set(String name, boolean history) {
        if (!history) {
            classes.set(name)
                    .ifPresent(
                            set -> hub.publish("class-set", StatusView.SetSummary.of(set, classes.missingCount(name))));
        }
    }

    /** Something of the model registry was read: it may be another deployment. */
    void model(boolean history) {
        models.deployment(deployment).ifPresent(wanted -> {
            followings.own().wants(wanted);
            if (!history) {
                hub.publish("model", StatusView.DeploymentSummary.of(wanted));
            }
        });
    }

    /** Consoles ask since when, for each subtask says so. */
    void inUse(JobNotice notice, boolean history) {
        if (!history && notice.getDeployment().equals(deployment)) {
            RegistryKeys.parse(notice.getSubject())
                    .ifPresent(key -> hub.publish(
                            "class-set-in-use", Map.of("set", key.name(), "revision", notice.getRevision())));
        }
    }

    /** Consoles ask for the status when something else serves. */
    void serving(boolean history) {
        Optional<ServingView> now = followings.serving(deployment);
        if (!now.equals(announced)) {
            announced = now;
            if (!history) {
                hub.publish(
                        "serving", Map.of("model", now.map(ServingView::model).orElse("")));
            }
        }
    }
}
