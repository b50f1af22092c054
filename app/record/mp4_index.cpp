#include "record/mp4_index.hpp"

#include "coalesce/model/error.hpp"
#include "record/av.hpp"

namespace coalesce {
namespace {

constexpr const char* failed = "cannot be given an index";

struct Demuxer {
    AVFormatContext* context = nullptr;
    ~Demuxer() { avformat_close_input(&context); }
};

struct Muxer {
    AVFormatContext* context = nullptr;
    ~Muxer() {
        if (!context) return;
        if (context->pb) avio_closep(&context->pb);
        avformat_free_context(context);
    }
};

/// Interrupt callback, which libav also calls while it copies; the call that was interrupted returns AVERROR_EXIT.
int asked_to_stop(void* stop) {
    return (*static_cast<const std::function<bool()>*>(stop))() ? 1 : 0;
}

/// Throws as av::check() does, and reports an interruption as "stopped".
int check(int result, const std::string& shown) {
    if (result == AVERROR_EXIT) throw RunError(shown + ": " + failed + ": stopped");
    return av::check(result, shown, failed);
}

void copy_packets(AVFormatContext* in, AVFormatContext* out, const std::string& shown,
                  const std::function<bool()>& stop) {
    const av::Packet packet(av_packet_alloc());
    for (;;) {
        if (stop()) check(AVERROR_EXIT, shown);
        const int result = av_read_frame(in, packet.get());
        if (result == AVERROR_EOF) return;
        check(result, shown);
        av_packet_rescale_ts(packet.get(), in->streams[0]->time_base, out->streams[0]->time_base);
        packet->pos = -1;
        check(av_interleaved_write_frame(out, packet.get()), shown);
        check(out->pb->error, shown);
    }
}

}  // namespace

void write_indexed_mp4(const std::filesystem::path& from, const std::filesystem::path& to, const std::string& shown,
                       const FilmChapters& named, const std::function<bool()>& stop) {
    Demuxer in;
    check(avformat_open_input(&in.context, ("file:" + from.string()).c_str(), nullptr, nullptr), shown);
    if (in.context->nb_streams != 1)
        throw RunError(shown + ": " + failed + ": found " + std::to_string(in.context->nb_streams) +
                       " streams in it, expected 1");
    const AVStream* source = in.context->streams[0];
    Muxer out;
    const std::string url = "file:" + to.string();  // option faststart opens the file again by this name
    check(avformat_alloc_output_context2(&out.context, nullptr, "mp4", url.c_str()), shown);
    std::function<bool()> asked = stop;
    out.context->interrupt_callback = {asked_to_stop, &asked};
    AVStream* stream = avformat_new_stream(out.context, nullptr);
    if (!stream) throw RunError(shown + ": out of memory");
    check(avcodec_parameters_copy(stream->codecpar, source->codecpar), shown);
    stream->codecpar->codec_tag = 0;
    stream->time_base = source->time_base;
    for (const char* key : {"title", "artist", "comment"})
        if (const AVDictionaryEntry* entry = av_dict_get(in.context->metadata, key, nullptr, 0))
            av_dict_set(&out.context->metadata, key, entry->value, 0);
    av::set_chapters(*out.context, named, shown);
    AVDictionary* options = nullptr;
    av_dict_set(&options, "movflags", "faststart", 0);
    av_dict_set(&options, "use_editlist", "0", 0);  // not needed: the first frame is at 0 and decoded first
    // The default, milliseconds, would round the film's duration up.
    av_dict_set_int(&options, "movie_timescale", source->time_base.den, 0);
    int result = avio_open2(&out.context->pb, url.c_str(), AVIO_FLAG_WRITE, &out.context->interrupt_callback, nullptr);
    if (result >= 0) result = avformat_write_header(out.context, &options);
    av_dict_free(&options);
    check(result, shown);
    copy_packets(in.context, out.context, shown, asked);
    check(av_write_trailer(out.context), shown);
    avio_flush(out.context->pb);
    check(out.context->pb->error, shown);
    check(avio_closep(&out.context->pb), shown);
}

}  // namespace coalesce
