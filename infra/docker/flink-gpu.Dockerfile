# The Flink image with libtorch for CUDA: docker build -f infra/docker/flink-gpu.Dockerfile . (after flink.Dockerfile)
# Version and CUDA flavour must be those of the JNI library in DJL's pytorch-jni jar.
ARG FLINK_IMAGE=zerostream/flink:0.1.0
ARG TORCH_IMAGE=pytorch/pytorch:2.7.1-cuda12.8-cudnn9-runtime
FROM ${TORCH_IMAGE} AS torch
# libtorch and the CUDA libraries beside it, wherever this image keeps its Python packages
RUN site=$(python -c 'import os, torch; print(os.path.dirname(os.path.dirname(torch.__file__)))') \
 && mkdir /libtorch && cp -L "$site"/torch/lib/*.so* /libtorch/ \
 && if [ -d "$site/nvidia" ]; then cp -L "$site"/nvidia/*/lib/*.so* /libtorch/; fi

FROM ${FLINK_IMAGE}
COPY --from=torch /libtorch/ /opt/libtorch/
ENV PYTORCH_LIBRARY_PATH=/opt/libtorch PYTORCH_VERSION=2.7.1 PYTORCH_FLAVOR=cu128 \
    LD_LIBRARY_PATH=/opt/libtorch NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility
