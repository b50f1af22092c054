#pragma once

#include <doctest/doctest.h>
#include <glad/gl.h>

#include <string>
#include <vector>

#include "coalesce/document/scene_document.hpp"
#include "cuda_on_host/fake_device.hpp"
#include "interop/drawing_device.hpp"
#include "view/gl_context.hpp"
#include "view/image.hpp"
#include "view/scene_view.hpp"
#include "view/target.hpp"
#include "view/tokens.hpp"

namespace coalesce::interop_tests {

/// Renders pictures. Compiling shaders takes a tenth of a second: a stage serves many runs.
struct Stage {
    HeadlessContext context;
    SceneView scene_view;
    OffscreenTarget target{240, 180, 1};
    ViewState view;

    Stage() { view.tokens = TokenStyle::points; }
    void draw(const Frame& frame, const TokenBuffer& buffer) {
        target.bind();
        scene_view.draw_from(buffer);
        scene_view.draw(frame, view, 0, 0, target.width(), target.height(), 1);
    }
    Image picture(const Frame& frame, const TokenBuffer& buffer) {
        Image image;
        draw(frame, buffer);
        target.read(image);
        return image;
    }
};

/// A device into whose memory a registered buffer of the current context is mapped. Simulations made during its
/// lifetime use it.
struct SharedMemory {
    FakeRuntime runtime;
    DrawingDevice device{&runtime, 0, {}};

    SharedMemory() {
        runtime.before_register = [this](unsigned name) {
            GLint bytes = 0;
            glBindBuffer(GL_ARRAY_BUFFER, name);
            glGetBufferParameteriv(GL_ARRAY_BUFFER, GL_BUFFER_SIZE, &bytes);
            runtime.buffers[name].assign(static_cast<std::size_t>(bytes) / sizeof(float), 0.0f);
        };
        runtime.before_map = [this](unsigned name) { runtime.buffers.at(name) = contents(name); };
        runtime.after_unmap = [this](unsigned name) {
            std::vector<float>& memory = runtime.buffers.at(name);
            glBindBuffer(GL_ARRAY_BUFFER, name);
            glBufferSubData(GL_ARRAY_BUFFER, 0, static_cast<GLsizeiptr>(memory.size() * sizeof(float)), memory.data());
            memory.assign(memory.size(), -9.0f);  // no longer the device's
        };
        set_device_factory(fake_factory(runtime));
    }
    ~SharedMemory() { set_device_factory({}); }
    SharedMemory(const SharedMemory&) = delete;
    SharedMemory& operator=(const SharedMemory&) = delete;

    static std::vector<float> contents(unsigned name) {
        GLint bytes = 0;
        glBindBuffer(GL_ARRAY_BUFFER, name);
        glGetBufferParameteriv(GL_ARRAY_BUFFER, GL_BUFFER_SIZE, &bytes);
        std::vector<float> floats(static_cast<std::size_t>(bytes) / sizeof(float));
        glGetBufferSubData(GL_ARRAY_BUFFER, 0, bytes, floats.data());
        return floats;
    }
};

inline Scene small_scene(std::int64_t tokens) {
    Scene scene;
    scene.tokens.count = tokens;
    scene.model.beta = 6;
    scene.time.until = 1e9;
    scene.time.dt = 0.05;
    scene.solver.method = Solver::direct;
    return scene;
}

/// Calls that release resources at the end: their failure is not reported.
inline bool tidies_up(const std::string& call) {
    return call == "cudaGraphicsUnregisterResource" || call == "cudaGraphicsUnmapResources";
}

inline bool readable(const std::string& line) {
    return line.find(": failed for a test") != std::string::npos && line.find('\n') == std::string::npos;
}

}  // namespace coalesce::interop_tests
