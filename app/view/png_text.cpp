#include "view/png_text.hpp"

#include <cstdint>

#include "coalesce/model/error.hpp"
#include "coalesce/model/files.hpp"
#include "view/image.hpp"
#include "view/png_chunks.hpp"

namespace coalesce {
namespace {

constexpr std::string_view signature("\x89PNG\r\n\x1a\n", 8);

std::uint32_t number_at(std::string_view bytes, std::size_t at) {
    std::uint32_t number = 0;
    for (std::size_t k = 0; k < 4; ++k) number = number << 8 | static_cast<unsigned char>(bytes[at + k]);
    return number;
}

/// Splits at the first zero byte: the part before it is returned, `rest` begins behind it. nullopt if there is none.
std::optional<std::string_view> until_zero(std::string_view& rest) {
    const std::size_t zero = rest.find('\0');
    if (zero == std::string_view::npos) return {};
    const std::string_view part = rest.substr(0, zero);
    rest.remove_prefix(zero + 1);
    return part;
}

/// Reads the content of a text chunk behind its keyword; nullopt if its form is wrong or it unpacks to more than
/// `limit`.
std::optional<std::string> text_of(std::string_view name, std::string_view rest, std::size_t limit) {
    if (name == "tEXt") return std::string(rest);
    bool packed = name == "zTXt";
    const std::size_t flags = packed ? 1 : 2;  // zTXt: the method; iTXt: whether packed, and the method
    if (rest.size() < flags || rest[flags - 1] != 0) return {};
    packed = packed || rest[0] != 0;
    rest.remove_prefix(flags);
    if (name == "iTXt" && (!until_zero(rest) || !until_zero(rest))) return {};  // language, and the keyword in it
    return packed ? unpacked(rest, limit) : std::string(rest);
}

/// Goes through the chunks of a PNG.
class ChunkReader {
  public:
    explicit ChunkReader(const std::filesystem::path& path) : shown_(path.string()), file_(path) {
        if (bytes(signature.size()) != signature) throw InputError(shown_ + ": found no PNG signature");
    }

    /// Reads the next chunk's length and name; false behind the last chunk.
    bool next() {
        at_ = end_;
        if (name_ == "IEND") return false;
        const std::string header = bytes(8);
        length_ = number_at(header, 0);
        name_ = header.substr(4);
        end_ = at_ + length_ + 4;  // the checksum
        if (end_ > file_.size())
            throw InputError(shown_ + ": is cut short: a chunk claims " + std::to_string(length_) + " bytes");
        return true;
    }
    const std::string& name() const { return name_; }
    std::uint32_t length() const { return length_; }
    /// The first bytes of the content.
    std::string head(std::size_t count) const {
        std::string head(std::min<std::size_t>(count, length_), '\0');
        file_.read(head.data(), head.size(), at_);
        return head;
    }
    /// The content. Throws InputError if its checksum is wrong.
    std::string content() {
        std::string content = bytes(length_);
        if (number_at(bytes(4), 0) != png_checksum(name_ + content))
            throw InputError(shown_ + ": the checksum of its chunk " + name_ + " is wrong");
        return content;
    }

  private:
    std::string bytes(std::size_t count) {
        std::string read(count, '\0');
        if (file_.read(read.data(), count, at_) != count) throw InputError(shown_ + ": is cut short");
        at_ += count;
        if (end_ < at_) end_ = at_;
        return read;
    }

    std::string shown_;
    InputFile file_;
    std::uint64_t at_ = 0, end_ = 0;
    std::string name_;
    std::uint32_t length_ = 0;
};

}  // namespace

std::optional<std::string> read_png_text(const std::filesystem::path& path, std::string_view keyword,
                                         std::size_t limit) {
    constexpr std::size_t most_around = 1024;  // bytes of the keyword, flags, language and translation
    ChunkReader chunks(path);
    while (chunks.next()) {
        if (chunks.name() != "tEXt" && chunks.name() != "zTXt" && chunks.name() != "iTXt") continue;
        if (chunks.head(keyword.size() + 1) != std::string(keyword) + '\0') continue;
        if (chunks.length() > limit + most_around)
            throw InputError(path.string() + ": found a chunk " + chunks.name() + " of " +
                             std::to_string(chunks.length()) + " bytes, expected at most " + std::to_string(limit));
        const std::string content = chunks.content();
        std::optional<std::string> text =
            text_of(chunks.name(), std::string_view(content).substr(keyword.size() + 1), limit);
        if (!text) throw InputError(path.string() + ": its chunk " + chunks.name() + " is no text");
        return text;
    }
    return {};
}

}  // namespace coalesce
