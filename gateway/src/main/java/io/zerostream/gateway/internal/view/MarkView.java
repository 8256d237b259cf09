package io.zerostream.gateway.internal.view;

/**
 * When something else began to serve.
 *
 * @param kind "model" or "class_set"
 * @param deployment whose job said so
 * @param model name and version of what served then
 * @param revision of the deployment or the class set; 0 = the set is gone
 * @param message for people
 */
public record MarkView(String at, String kind, String deployment, String model, long revision, String message) {}
