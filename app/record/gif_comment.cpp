#include "record/gif_comment.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "coalesce/model/error.hpp"
#include "coalesce/model/files.hpp"

namespace coalesce {
namespace {

constexpr std::size_t longest_block = 255;
constexpr unsigned begins_extension = 0x21, begins_comment = 0xfe, begins_picture = 0x2c, ends_gif = 0x3b;

/// Reads a GIF from front to back.
class GifReader {
  public:
    explicit GifReader(const std::filesystem::path& path) : shown_(path.string()), file_(path) {}

    unsigned byte() {
        if (at_ == filled_) {
            offset_ += filled_;
            at_ = 0;
            filled_ = file_.read(buffer_.data(), buffer_.size(), offset_);
            if (filled_ == 0) throw InputError(shown_ + ": is cut short");
        }
        return static_cast<unsigned char>(buffer_[at_++]);
    }
    void skip(std::size_t count) {
        for (; count > 0; --count) byte();
    }
    /// Skips a table of colours, if the flags of a header or a picture say that one follows.
    void skip_table(unsigned flags) {
        if ((flags & 0x80) != 0) skip(std::size_t{3} << ((flags & 7) + 1));
    }
    /// Skips blocks up to the empty one.
    void skip_blocks() {
        while (const unsigned length = byte()) skip(length);
    }
    std::string blocks(std::size_t limit) {
        std::string text;
        while (unsigned length = byte()) {
            if (text.size() + length > limit)
                throw InputError(shown_ + ": found a comment of more than " + std::to_string(limit) + " bytes");
            for (; length > 0; --length) text += static_cast<char>(byte());
        }
        return text;
    }
    [[noreturn]] void refuse() const { throw InputError(shown_ + ": is damaged: found no GIF block where one begins"); }

  private:
    std::string shown_;
    InputFile file_;
    std::array<char, 65536> buffer_{};
    std::size_t at_ = 0, filled_ = 0;
    std::uint64_t offset_ = 0;
};

}  // namespace

std::string gif_comment(std::string_view text) {
    std::string bytes{static_cast<char>(begins_extension), static_cast<char>(begins_comment)};
    for (std::size_t at = 0; at < text.size(); at += longest_block) {
        const std::string_view block = text.substr(at, longest_block);
        bytes += static_cast<char>(block.size());
        bytes += block;
    }
    return bytes + '\0';
}

std::optional<std::string> read_gif_comment(const std::filesystem::path& path, std::size_t limit) {
    GifReader gif(path);
    gif.skip(10);  // signature, width and height
    const unsigned flags = gif.byte();
    gif.skip(2);  // background and proportions
    gif.skip_table(flags);
    for (;;) {
        switch (gif.byte()) {
            case begins_extension:
                if (gif.byte() == begins_comment) return gif.blocks(limit);
                gif.skip_blocks();
                break;
            case begins_picture:
                gif.skip(8);  // place and size
                gif.skip_table(gif.byte());
                gif.skip(1);  // least size of a code
                gif.skip_blocks();
                break;
            case ends_gif:
                return {};
            default:
                gif.refuse();
        }
    }
}

}  // namespace coalesce
