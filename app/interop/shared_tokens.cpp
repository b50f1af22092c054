#include "interop/shared_tokens.hpp"

#include <string>

#include "coalesce/model/error.hpp"

namespace coalesce {

void SharedTokens::begin(std::size_t count) {
    buffer_ = Buffer();
    glBindBuffer(GL_ARRAY_BUFFER, buffer_.id());
    // GL_DYNAMIC_COPY: the host never writes this buffer, so that the driver keeps it in the device's memory.
    glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(3 * count * sizeof(float)), nullptr, GL_DYNAMIC_COPY);
    glBindBuffer(GL_ARRAY_BUFFER, 0);
    if (!stream_) stream_ = runtime_.make_stream();
    if (!ready_) ready_ = runtime_.make_event();
    resource_ = runtime_.register_buffer(buffer_.id());
    count_ = count;
}

DeviceLoan SharedTokens::map(std::size_t count) {
    runtime_.use_device(device_);
    if (count != count_) end();
    if (!resource_) begin(count);
    if (!mapped_) runtime_.map(resource_, stream_);
    mapped_ = true;
    std::size_t bytes = 0;
    auto* positions = static_cast<float*>(runtime_.mapped_memory(resource_, bytes));
    if (bytes < 3 * count * sizeof(float))
        throw RunError("cudaGraphicsResourceGetMappedPointer: found " + std::to_string(bytes) + " bytes, expected " +
                       std::to_string(3 * count * sizeof(float)));
    runtime_.record(ready_, stream_);
    return {positions, ready_};
}

void SharedTokens::unmap() {
    if (!mapped_) return;
    runtime_.use_device(device_);
    runtime_.unmap(resource_, stream_);
    mapped_ = false;
}

std::vector<float> SharedTokens::contents() {
    std::vector<float> positions(3 * count_);
    const std::size_t size = positions.size() * sizeof(float);
    if (mapped_) {
        std::size_t bytes = 0;
        runtime_.use_device(device_);
        runtime_.copy_to_host(positions.data(), runtime_.mapped_memory(resource_, bytes), size, stream_);
        runtime_.wait(stream_);
    } else {
        glBindBuffer(GL_ARRAY_BUFFER, buffer_.id());
        glGetBufferSubData(GL_ARRAY_BUFFER, 0, static_cast<GLsizeiptr>(size), positions.data());
        glBindBuffer(GL_ARRAY_BUFFER, 0);
    }
    return positions;
}

void SharedTokens::end() noexcept {
    // Each call is tried on its own: after a failure the others must still be released.
    const auto try_to = [](const auto& call) {
        try {
            call();
        } catch (const RunError&) {
        }
    };
    if (mapped_) try_to([&] { runtime_.unmap(resource_, stream_); });
    if (resource_) try_to([&] { runtime_.unregister_buffer(resource_); });
    if (ready_) runtime_.end_event(ready_);
    if (stream_) runtime_.end_stream(stream_);
    resource_ = ready_ = stream_ = nullptr;
    mapped_ = false;
    count_ = 0;
}

}  // namespace coalesce
