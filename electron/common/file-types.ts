/** What kind of file a name's ending says. Pure. */

export const fileTypes = [
  "archives",
  "video",
  "audio",
  "pictures",
  "documents",
  "programs",
  "disk-images",
] as const;
export type FileType = (typeof fileTypes)[number];

/** Endings in small letters, each under one kind. */
const endings: Readonly<Record<FileType, string>> = {
  archives: "7z ace arc arj br bz2 cab cpio gz lha lz lz4 lzh lzma rar tar tbz2 tgz txz xz z zip zipx zst",
  video: "3g2 3gp asf avi divx f4v flv m2ts m4v mkv mov mp4 mpeg mpg mts ogm ogv rm rmvb ts vob webm wmv",
  audio: "aac ac3 aif aiff alac amr ape dts flac m4a m4b mid midi mka mp3 oga ogg opus wav wma wv",
  pictures: "apng arw avif bmp cr2 cr3 dng gif heic heif ico jpeg jpg jxl nef png psd svg tif tiff webp",
  documents:
    "azw3 chm csv djvu doc docm docx epub fb2 htm html json key md mobi numbers odp ods odt pages pdf pps ppsx ppt pptm pptx ps rtf tex txt xls xlsm xlsx xml",
  programs:
    "apk appimage appx appxbundle bat bin cmd com cpl deb exe flatpak flatpakref gadget hta ipa jar jnlp js jse lnk msi msix msixbundle msp pif pkg ps1 reg rpm run scr sh snap vb vbe vbs wsf xpi",
  "disk-images": "cso dmg esd img iso mdf nrg qcow2 raw toast vdi vhd vhdx vmdk wim",
};

const byEnding: ReadonlyMap<string, FileType> = new Map(
  fileTypes.flatMap((type) => endings[type].split(" ").map((ending) => [ending, type] as const)),
);

/** In: a file's name. Out: its kind by what stands after the last dot; `other` where that says none. */
export function fileTypeOf(name: string): FileType | "other" {
  const dot = name.lastIndexOf(".");
  return (dot > 0 ? byEnding.get(name.slice(dot + 1).toLowerCase()) : undefined) ?? "other";
}
