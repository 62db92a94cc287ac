extension Region {
    static let asia = [
        "CN": """
        AH Anhui/安徽省=安徽|BJ Beijing/北京市=北京|CQ Chongqing/重庆市=重庆|FJ Fujian/福建省=福建|GD Guangdong/广东省=广东|GS Gansu/甘肃省=甘肃
        GX Guangxi/广西壮族自治区=广西|GZ Guizhou/贵州省=贵州|HA Henan/河南省=河南|HB Hubei/湖北省=湖北|HE Hebei/河北省=河北|HI Hainan/海南省=海南
        HL Heilongjiang/黑龙江省=黑龙江|HN Hunan/湖南省=湖南|JL Jilin/吉林省=吉林|JS Jiangsu/江苏省=江苏|JX Jiangxi/江西省=江西|LN Liaoning/辽宁省=辽宁
        NM Inner Mongolia/内蒙古自治区=内蒙古=Nei Mongol|NX Ningxia/宁夏回族自治区=宁夏|QH Qinghai/青海省=青海|SC Sichuan/四川省=四川
        SD Shandong/山东省=山东|SH Shanghai/上海市=上海|SN Shaanxi/陕西省=陕西|SX Shanxi/山西省=山西|TJ Tianjin/天津市=天津
        XJ Xinjiang/新疆维吾尔自治区=新疆|XZ Tibet/西藏自治区=西藏=Xizang|YN Yunnan/云南省=云南|ZJ Zhejiang/浙江省=浙江
        """,
        "ID": """
        AC Aceh|BA Bali|BB Kepulauan Bangka Belitung=Bangka Belitung|BE Bengkulu|BT Banten|GO Gorontalo|JA Jambi
        JB Jawa Barat=West Java|JI Jawa Timur=East Java|JK DKI Jakarta=Jakarta=Jakarta Raya|JT Jawa Tengah=Central Java
        KB Kalimantan Barat|KI Kalimantan Timur|KR Kepulauan Riau|KS Kalimantan Selatan|KT Kalimantan Tengah
        KU Kalimantan Utara|LA Lampung|MA Maluku|MU Maluku Utara|NB Nusa Tenggara Barat=NTB|NT Nusa Tenggara Timur=NTT
        PA Papua|PB Papua Barat|PD Papua Barat Daya|PE Papua Pegunungan|PS Papua Selatan|PT Papua Tengah|RI Riau
        SA Sulawesi Utara|SB Sumatera Barat|SG Sulawesi Tenggara|SN Sulawesi Selatan|SR Sulawesi Barat
        SS Sumatera Selatan|ST Sulawesi Tengah|SU Sumatera Utara
        YO DI Yogyakarta=Yogyakarta=Daerah Istimewa Yogyakarta=DIY
        """,
        // With the codes that were in use before: Odisha was OR, Telangana TG, Uttarakhand UT, Chhattisgarh CT.
        "IN": """
        AN Andaman and Nicobar Islands=Andaman & Nicobar Islands=Andaman and Nicobar|AP Andhra Pradesh
        AR Arunachal Pradesh|AS Assam|BR Bihar|CG Chhattisgarh=CT|CH Chandigarh
        DH Dadra and Nagar Haveli and Daman and Diu=Daman and Diu=Dadra and Nagar Haveli=DD=DN
        DL Delhi=New Delhi=NCT of Delhi|GA Goa|GJ Gujarat|HP Himachal Pradesh|HR Haryana|JH Jharkhand
        JK Jammu and Kashmir=Jammu & Kashmir|KA Karnataka|KL Kerala|LA Ladakh|LD Lakshadweep|MH Maharashtra|ML Meghalaya
        MN Manipur|MP Madhya Pradesh|MZ Mizoram|NL Nagaland|OD Odisha=Orissa=OR|PB Punjab|PY Puducherry=Pondicherry
        RJ Rajasthan|SK Sikkim|TN Tamil Nadu|TR Tripura|TS Telangana=TG|UK Uttarakhand=Uttaranchal=UT|UP Uttar Pradesh
        WB West Bengal
        """,
        "JP": """
        01 Hokkaido/北海道|02 Aomori/青森県=青森|03 Iwate/岩手県=岩手|04 Miyagi/宮城県=宮城|05 Akita/秋田県=秋田|06 Yamagata/山形県=山形
        07 Fukushima/福島県=福島|08 Ibaraki/茨城県=茨城|09 Tochigi/栃木県=栃木|10 Gunma/群馬県=群馬|11 Saitama/埼玉県=埼玉|12 Chiba/千葉県=千葉
        13 Tokyo/東京都=東京|14 Kanagawa/神奈川県=神奈川|15 Niigata/新潟県=新潟|16 Toyama/富山県=富山|17 Ishikawa/石川県=石川|18 Fukui/福井県=福井
        19 Yamanashi/山梨県=山梨|20 Nagano/長野県=長野|21 Gifu/岐阜県=岐阜|22 Shizuoka/静岡県=静岡|23 Aichi/愛知県=愛知|24 Mie/三重県=三重
        25 Shiga/滋賀県=滋賀|26 Kyoto/京都府=京都|27 Osaka/大阪府=大阪|28 Hyogo/兵庫県=兵庫|29 Nara/奈良県=奈良|30 Wakayama/和歌山県=和歌山
        31 Tottori/鳥取県=鳥取|32 Shimane/島根県=島根|33 Okayama/岡山県=岡山|34 Hiroshima/広島県=広島|35 Yamaguchi/山口県=山口
        36 Tokushima/徳島県=徳島|37 Kagawa/香川県=香川|38 Ehime/愛媛県=愛媛|39 Kochi/高知県=高知|40 Fukuoka/福岡県=福岡|41 Saga/佐賀県=佐賀
        42 Nagasaki/長崎県=長崎|43 Kumamoto/熊本県=熊本|44 Oita/大分県=大分|45 Miyazaki/宮崎県=宮崎|46 Kagoshima/鹿児島県=鹿児島|47 Okinawa/沖縄県=沖縄
        """,
        "KR": """
        11 Seoul/서울특별시=서울=서울시|26 Busan/부산광역시=부산=부산시|27 Daegu/대구광역시=대구=대구시|28 Incheon/인천광역시=인천=인천시
        29 Gwangju/광주광역시=광주=광주시|30 Daejeon/대전광역시=대전=대전시|31 Ulsan/울산광역시=울산=울산시|41 Gyeonggi/경기도=경기=Gyeonggi-do
        42 Gangwon/강원특별자치도=강원도=강원=Gangwon-do|43 North Chungcheong/충청북도=충북=Chungcheongbuk-do=Chungbuk
        44 South Chungcheong/충청남도=충남=Chungcheongnam-do=Chungnam|45 North Jeolla/전북특별자치도=전라북도=전북=Jeollabuk-do=Jeonbuk
        46 South Jeolla/전라남도=전남=Jeollanam-do=Jeonnam|47 North Gyeongsang/경상북도=경북=Gyeongsangbuk-do=Gyeongbuk
        48 South Gyeongsang/경상남도=경남=Gyeongsangnam-do=Gyeongnam|49 Jeju/제주특별자치도=제주도=제주=Jeju-do|50 Sejong/세종특별자치시=세종=세종시
        """,
        "MY": """
        01 Johor|02 Kedah|03 Kelantan|04 Melaka=Malacca|05 Negeri Sembilan|06 Pahang|07 Pulau Pinang=Penang|08 Perak
        09 Perlis|10 Selangor|11 Terengganu|12 Sabah|13 Sarawak
        14 Kuala Lumpur=Wilayah Persekutuan Kuala Lumpur=WP Kuala Lumpur|15 Labuan=Wilayah Persekutuan Labuan
        16 Putrajaya=Wilayah Persekutuan Putrajaya
        """,
        "TH": """
        10 Bangkok/กรุงเทพมหานคร=กรุงเทพฯ=กรุงเทพ=Krung Thep Maha Nakhon|11 Samut Prakan/สมุทรปราการ
        12 Nonthaburi/นนทบุรี|13 Pathum Thani/ปทุมธานี|14 Phra Nakhon Si Ayutthaya/พระนครศรีอยุธยา=Ayutthaya=อยุธยา
        15 Ang Thong/อ่างทอง|16 Lop Buri/ลพบุรี|17 Sing Buri/สิงห์บุรี|18 Chai Nat/ชัยนาท|19 Saraburi/สระบุรี
        20 Chon Buri/ชลบุรี|21 Rayong/ระยอง|22 Chanthaburi/จันทบุรี|23 Trat/ตราด|24 Chachoengsao/ฉะเชิงเทรา
        25 Prachin Buri/ปราจีนบุรี|26 Nakhon Nayok/นครนายก|27 Sa Kaeo/สระแก้ว
        30 Nakhon Ratchasima/นครราชสีมา=Korat=โคราช|31 Buri Ram/บุรีรัมย์|32 Surin/สุรินทร์|33 Si Sa Ket/ศรีสะเกษ
        34 Ubon Ratchathani/อุบลราชธานี|35 Yasothon/ยโสธร|36 Chaiyaphum/ชัยภูมิ|37 Amnat Charoen/อำนาจเจริญ
        38 Bueng Kan/บึงกาฬ|39 Nong Bua Lam Phu/หนองบัวลำภู|40 Khon Kaen/ขอนแก่น|41 Udon Thani/อุดรธานี|42 Loei/เลย
        43 Nong Khai/หนองคาย|44 Maha Sarakham/มหาสารคาม|45 Roi Et/ร้อยเอ็ด|46 Kalasin/กาฬสินธุ์|47 Sakon Nakhon/สกลนคร
        48 Nakhon Phanom/นครพนม|49 Mukdahan/มุกดาหาร|50 Chiang Mai/เชียงใหม่|51 Lamphun/ลำพูน|52 Lampang/ลำปาง
        53 Uttaradit/อุตรดิตถ์|54 Phrae/แพร่|55 Nan/น่าน|56 Phayao/พะเยา|57 Chiang Rai/เชียงราย
        58 Mae Hong Son/แม่ฮ่องสอน|60 Nakhon Sawan/นครสวรรค์|61 Uthai Thani/อุทัยธานี|62 Kamphaeng Phet/กำแพงเพชร
        63 Tak/ตาก|64 Sukhothai/สุโขทัย|65 Phitsanulok/พิษณุโลก|66 Phichit/พิจิตร|67 Phetchabun/เพชรบูรณ์
        70 Ratchaburi/ราชบุรี|71 Kanchanaburi/กาญจนบุรี|72 Suphan Buri/สุพรรณบุรี|73 Nakhon Pathom/นครปฐม
        74 Samut Sakhon/สมุทรสาคร|75 Samut Songkhram/สมุทรสงคราม|76 Phetchaburi/เพชรบุรี
        77 Prachuap Khiri Khan/ประจวบคีรีขันธ์|80 Nakhon Si Thammarat/นครศรีธรรมราช|81 Krabi/กระบี่|82 Phangnga/พังงา
        83 Phuket/ภูเก็ต|84 Surat Thani/สุราษฎร์ธานี|85 Ranong/ระนอง|86 Chumphon/ชุมพร|90 Songkhla/สงขลา|91 Satun/สตูล
        92 Trang/ตรัง|93 Phatthalung/พัทลุง|94 Pattani/ปัตตานี|95 Yala/ยะลา|96 Narathiwat/นราธิวาส
        """,
        "TW": """
        CHA Changhua/彰化縣=彰化=Changhua County|CYI Chiayi City/嘉義市|CYQ Chiayi County/嘉義縣|HSQ Hsinchu County/新竹縣
        HSZ Hsinchu City/新竹市|HUA Hualien/花蓮縣=花蓮|ILA Yilan/宜蘭縣=宜蘭|KEE Keelung/基隆市=基隆=Keelung City
        KHH Kaohsiung/高雄市=高雄=Kaohsiung City|KIN Kinmen/金門縣=金門|LIE Lienchiang/連江縣=連江=Matsu=馬祖|MIA Miaoli/苗栗縣=苗栗
        NAN Nantou/南投縣=南投|NWT New Taipei/新北市=新北=New Taipei City|PEN Penghu/澎湖縣=澎湖|PIF Pingtung/屏東縣=屏東
        TAO Taoyuan/桃園市=桃園=Taoyuan City|TNN Tainan/臺南市=台南市=臺南=台南=Tainan City|TPE Taipei/臺北市=台北市=臺北=台北=Taipei City
        TTT Taitung/臺東縣=台東縣=臺東=台東|TXG Taichung/臺中市=台中市=臺中=台中=Taichung City|YUN Yunlin/雲林縣=雲林
        """,
    ]
}
