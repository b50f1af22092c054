#include "interop/film_buffers.hpp"

#include <glad/gl.h>

#include "coalesce/model/error.hpp"

namespace coalesce {

FilmBuffers::FilmBuffers(const DrawingDevice& device, std::size_t count)
    : shared_(*device.runtime, device.number), count_(count) {
    before_.upload(GL_COPY_WRITE_BUFFER, std::span<const float>(std::vector<float>(3 * count)));
}

void FilmBuffers::give_to(TokenStore& store) {
    if (store.residence() != Residence::mapped) store.attach(shared_.map(count_));
}

void FilmBuffers::take_from(TokenStore& store) {
    store.park();
    shared_.unmap();
}

void FilmBuffers::keep() {
    glBindBuffer(GL_COPY_READ_BUFFER, shared_.buffer());
    glBindBuffer(GL_COPY_WRITE_BUFFER, before_.id());
    glCopyBufferSubData(GL_COPY_READ_BUFFER, GL_COPY_WRITE_BUFFER, 0, 0,
                        static_cast<GLsizeiptr>(3 * count_ * sizeof(float)));
}

std::vector<float> FilmBuffers::end(TokenStore& store) {
    std::vector<float> before(3 * count_);
    glBindBuffer(GL_COPY_READ_BUFFER, before_.id());
    glGetBufferSubData(GL_COPY_READ_BUFFER, 0, static_cast<GLsizeiptr>(before.size() * sizeof(float)), before.data());
    if (store.in_buffer()) store.recover(shared_.contents());
    return before;
}

}  // namespace coalesce
