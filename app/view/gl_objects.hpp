#pragma once

#include <glad/gl.h>

#include <cstddef>
#include <glm/glm.hpp>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

namespace coalesce {

/// Owns an OpenGL name. Movable, not copyable; must be destroyed while the context that created it is current.
template <void (*Create)(GLuint&), void (*Delete)(GLuint)>
class GlName {
  public:
    GlName() { Create(id_); }
    ~GlName() {
        if (id_ != 0) Delete(id_);
    }
    GlName(GlName&& other) noexcept : id_(std::exchange(other.id_, 0)) {}
    GlName& operator=(GlName&& other) noexcept {
        std::swap(id_, other.id_);
        return *this;
    }
    GLuint id() const { return id_; }

  private:
    GLuint id_ = 0;
};

inline void create_buffer(GLuint& id) {
    glGenBuffers(1, &id);
}
inline void delete_buffer(GLuint id) {
    glDeleteBuffers(1, &id);
}
inline void create_vertex_array(GLuint& id) {
    glGenVertexArrays(1, &id);
}
inline void delete_vertex_array(GLuint id) {
    glDeleteVertexArrays(1, &id);
}
inline void create_texture(GLuint& id) {
    glGenTextures(1, &id);
}
inline void delete_texture(GLuint id) {
    glDeleteTextures(1, &id);
}

using VertexArray = GlName<create_vertex_array, delete_vertex_array>;
using Texture = GlName<create_texture, delete_texture>;

class Buffer : public GlName<create_buffer, delete_buffer> {
  public:
    /// Replaces the content. Orphans the former storage, so that the upload does not wait for drawing from it.
    template <class T>
    void upload(GLenum target, std::span<const T> data) {
        glBindBuffer(target, id());
        glBufferData(target, static_cast<GLsizeiptr>(data.size_bytes()), data.data(), GL_DYNAMIC_DRAW);
    }
};

/// A linked program of two embedded shader files. Programs of the same files are one object of OpenGL: a second run's
/// picture costs no compilation, and no second translation to machine code by a software renderer, which takes 20 ms
/// and more a picture. Set every uniform before each draw, since another picture may have set it. A thread has one
/// context with programs at a time: all of them are destroyed before its next context makes some.
class Program {
  public:
    /// @throws RunError  "shader token.frag: <the compiler's first line>"
    Program(std::string_view vertex_file, std::string_view fragment_file);

    void use() const { glUseProgram(linked_->id); }
    // Set a uniform of the program in use. One that the compiler has removed is ignored, as OpenGL does.
    void set(const char* name, float value) const { glUniform1f(location(name), value); }
    void set(const char* name, int value) const { glUniform1i(location(name), value); }
    void set(const char* name, const glm::vec2& value) const { glUniform2fv(location(name), 1, &value.x); }
    void set(const char* name, const glm::vec3& value) const { glUniform3fv(location(name), 1, &value.x); }
    void set(const char* name, const glm::vec4& value) const { glUniform4fv(location(name), 1, &value.x); }
    void set(const char* name, const glm::mat4& value) const {
        glUniformMatrix4fv(location(name), 1, GL_FALSE, &value[0][0]);
    }

  private:
    struct Linked {
        GLuint id = glCreateProgram();
        Linked() = default;
        ~Linked() { glDeleteProgram(id); }
        Linked(const Linked&) = delete;
        Linked& operator=(const Linked&) = delete;
    };
    static std::shared_ptr<const Linked> link(std::string_view vertex_file, std::string_view fragment_file);
    GLint location(const char* name) const { return glGetUniformLocation(linked_->id, name); }

    std::shared_ptr<const Linked> linked_;
};

}  // namespace coalesce
